package io.tinyvol.cas.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Encodes plain content as a stored record and back (see docs/store-format.md), little-endian:
 *
 * <pre>
 * 0  1  codec: 0 raw, 1 zstd, 2 lz4
 * 1  4  plain length in bytes
 * 5  …  payload
 * </pre>
 *
 * Content that compression shortens by less than a tenth is kept raw: reading it back is then free.
 * Not thread-safe; results are direct buffers that are valid until the next call.
 */
public final class RecordCodec implements AutoCloseable {
  /** The bytes of a record before its payload. */
  public static final int HEADER_BYTES = 5;

  /** No record is longer, so that a length that lies cannot ask for memory without end. */
  public static final int MAX_PLAIN_BYTES = 16 << 20;

  private static final byte RAW = 0;
  private static final byte ZSTD = 1;
  private static final byte LZ4 = 2;

  private final Compression compression;
  private @Nullable Compressor compressor;
  private @Nullable Decompressor zstd;
  private @Nullable Decompressor lz4;
  private ByteBuffer record = allocate(0);
  private ByteBuffer plain = allocate(0);

  /** A codec that encodes with {@code compression} and decodes everything. */
  public RecordCodec(Compression compression) {
    this.compression = compression;
  }

  /** The record of the content from {@code content}'s position to its limit, which stay. */
  public ByteBuffer encode(ByteBuffer content) {
    int plainBytes = content.remaining();
    Compressor method = compressor();
    int bound = method == null ? plainBytes : method.maxCompressedBytes(plainBytes);
    record = atLeast(record, HEADER_BYTES + Math.max(bound, plainBytes));
    if (method != null) {
      ByteBuffer source = content.isDirect() ? content.duplicate() : directCopy(content);
      record.put(0, codecOf(compression)).position(HEADER_BYTES);
      method.compress(source, record);
      int stored = record.position() - HEADER_BYTES;
      if (stored <= plainBytes - plainBytes / 10) {
        return record.putInt(1, plainBytes).flip();
      }
    }
    record.clear().put(0, RAW).putInt(1, plainBytes).position(HEADER_BYTES);
    return record.put(content.duplicate()).flip();
  }

  private ByteBuffer directCopy(ByteBuffer content) {
    plain = atLeast(plain, content.remaining());
    return plain.put(content.duplicate()).flip();
  }

  /**
   * The plain content of a record, which must be a direct buffer. Whether it is the right content
   * is for the caller to compare by its digest.
   *
   * @throws IOException if the record is malformed
   */
  public ByteBuffer decode(ByteBuffer stored) throws IOException {
    if (stored.remaining() < HEADER_BYTES) {
      throw new IOException("record of " + stored.remaining() + " bytes is too short");
    }
    ByteBuffer source = stored.slice().order(ByteOrder.LITTLE_ENDIAN);
    byte codec = source.get(0);
    int plainBytes = source.getInt(1);
    if (plainBytes < 0 || plainBytes > MAX_PLAIN_BYTES) {
      throw new IOException("record claims " + plainBytes + " plain bytes");
    }
    source.position(HEADER_BYTES);
    if (codec == RAW) {
      if (source.remaining() != plainBytes) {
        throw new IOException(
            "raw record claims " + plainBytes + " bytes and has " + source.remaining());
      }
      return source.slice();
    }
    plain = atLeast(plain, plainBytes).limit(plainBytes);
    decompressor(codec).decompress(source, plain);
    if (plain.hasRemaining()) {
      throw new IOException("record claims " + plainBytes + " bytes and has " + plain.position());
    }
    return plain.flip();
  }

  private static byte codecOf(Compression compression) {
    return switch (compression) {
      case Compression.Zstd _ -> ZSTD;
      case Compression.Lz4 _ -> LZ4;
      case Compression.None _ -> RAW;
    };
  }

  private @Nullable Compressor compressor() {
    if (compressor == null) {
      compressor =
          switch (compression) {
            case Compression.Zstd(int level) -> new ZstdCodec.Encoder(level);
            case Compression.Lz4 _ -> new Lz4Codec.Encoder();
            case Compression.None _ -> null;
          };
    }
    return compressor;
  }

  private Decompressor decompressor(byte codec) throws IOException {
    return switch (codec) {
      case ZSTD -> zstd();
      case LZ4 -> lz4();
      default -> throw new IOException("record has the unknown codec " + codec);
    };
  }

  private Decompressor zstd() {
    if (zstd == null) {
      zstd = new ZstdCodec.Decoder();
    }
    return zstd;
  }

  private Decompressor lz4() {
    if (lz4 == null) {
      lz4 = new Lz4Codec.Decoder();
    }
    return lz4;
  }

  private static ByteBuffer atLeast(ByteBuffer buffer, int bytes) {
    return buffer.capacity() >= bytes ? buffer.clear() : allocate(Integer.highestOneBit(bytes) * 2);
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    if (compressor != null) {
      compressor.close();
    }
    if (zstd != null) {
      zstd.close();
    }
    if (lz4 != null) {
      lz4.close();
    }
  }
}
