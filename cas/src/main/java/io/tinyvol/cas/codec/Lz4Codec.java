package io.tinyvol.cas.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4 blocks, without LZ4's frame: the record around the block has the length. */
final class Lz4Codec {
  private Lz4Codec() {}

  static final class Encoder implements Compressor {
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();

    @Override
    public int maxCompressedBytes(int plainBytes) {
      return compressor.maxCompressedLength(plainBytes);
    }

    @Override
    public void compress(ByteBuffer plain, ByteBuffer dst) {
      compressor.compress(plain.duplicate(), dst);
    }

    @Override
    public void close() {}
  }

  static final class Decoder implements Decompressor {
    /** The safe kind: it never reads or writes outside the buffers, whatever the input. */
    private final LZ4SafeDecompressor decompressor =
        LZ4Factory.fastestInstance().safeDecompressor();

    @Override
    public void decompress(ByteBuffer stored, ByteBuffer dst) throws IOException {
      try {
        decompressor.decompress(stored.duplicate(), dst);
      } catch (LZ4Exception e) {
        throw new IOException("malformed LZ4 block: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {}
  }
}
