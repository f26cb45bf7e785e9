package io.tinyvol.cas.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.store.StoreConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The payload of a store's {@code store} file (see docs/store-format.md):
 *
 * <pre>
 *  0  16  store uuid, the high 64 bits first
 * 16   1  hash: 1 SHA-256, 2 SHA-512/256
 * 17   1  compression of new chunks: 0 none, 1 zstd, 2 lz4
 * 18   1  zstd level, else 0
 * 19   1  zero
 * 20   4  longest chunk in bytes
 * </pre>
 */
public final class StoreConfigFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVST", 1);
  private static final int PAYLOAD_BYTES = 24;

  private StoreConfigFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(StoreConfig config) {
    ByteBuffer frame = FRAME.start(PAYLOAD_BYTES);
    frame.putLong(config.uuid().getMostSignificantBits());
    frame.putLong(config.uuid().getLeastSignificantBits());
    frame.put((byte) config.hash().id());
    switch (config.compression()) {
      case Compression.None _ -> frame.put((byte) 0).put((byte) 0);
      case Compression.Zstd(int level) -> frame.put((byte) 1).put((byte) level);
      case Compression.Lz4 _ -> frame.put((byte) 2).put((byte) 0);
    }
    frame.put((byte) 0).putInt(config.maxChunkBytes());
    return FRAME.finish(frame);
  }

  /**
   * Reads the whole file.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static StoreConfig decode(byte[] file, String what) throws IOException {
    ByteBuffer payload = FRAME.payload(file, what);
    if (payload.remaining() != PAYLOAD_BYTES) {
      throw new CorruptDataException(what, "has a payload of " + payload.remaining() + " bytes");
    }
    UUID uuid = new UUID(payload.getLong(), payload.getLong());
    try {
      HashAlgorithm hash = HashAlgorithm.ofId(payload.get());
      Compression compression = compression(payload.get(), payload.get());
      payload.get();
      return new StoreConfig(uuid, hash, compression, payload.getInt());
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException(what, String.valueOf(e.getMessage()), e);
    }
  }

  private static Compression compression(byte id, byte level) {
    return switch (id) {
      case 0 -> new Compression.None();
      case 1 -> new Compression.Zstd(level);
      case 2 -> new Compression.Lz4();
      default -> throw new IllegalArgumentException("no compression has the number " + id);
    };
  }
}
