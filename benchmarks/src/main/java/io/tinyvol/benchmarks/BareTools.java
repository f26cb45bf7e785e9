package io.tinyvol.benchmarks;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import io.tinyvol.cas.store.StoreConfig;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** The digest and the codec that a store has by default, with nothing of ours around them. */
final class BareTools implements AutoCloseable {
  private static final int LEVEL = 1;

  private final MessageDigest digest;
  private final byte[] result = new byte[32];
  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private final ByteBuffer plain = ByteBuffer.allocateDirect(StoreConfig.DEFAULT_MAX_CHUNK_BYTES);
  private final ByteBuffer compressed =
      ByteBuffer.allocateDirect((int) Zstd.compressBound(StoreConfig.DEFAULT_MAX_CHUNK_BYTES));

  BareTools() {
    this("SHA-256");
  }

  BareTools(String digestName) {
    compressor.setLevel(LEVEL).setChecksum(false).setContentSize(false).setDictID(false);
    try {
      digest = MessageDigest.getInstance(digestName);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Digests {@code length} bytes of an array: the form that costs no copy. */
  byte digest(byte[] bytes, int offset, int length) throws GeneralSecurityException {
    digest.update(bytes, offset, length);
    digest.digest(result, 0, result.length);
    return result[0];
  }

  /** Digests a buffer's bytes. */
  byte digest(ByteBuffer bytes) throws GeneralSecurityException {
    digest.update(bytes.duplicate());
    digest.digest(result, 0, result.length);
    return result[0];
  }

  /** The compressed bytes, in a buffer that is valid until the next call. */
  ByteBuffer compress(ByteBuffer chunk) {
    compressed.clear();
    int length =
        compressor.compressDirectByteBuffer(
            compressed, 0, compressed.capacity(), chunk, chunk.position(), chunk.remaining());
    return compressed.limit(length);
  }

  /** The plain bytes, in a buffer that is valid until the next call. */
  ByteBuffer decompress(ByteBuffer stored) {
    plain.clear();
    int length =
        decompressor.decompressDirectByteBuffer(
            plain, 0, plain.capacity(), stored, stored.position(), stored.remaining());
    return plain.limit(length);
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }
}
