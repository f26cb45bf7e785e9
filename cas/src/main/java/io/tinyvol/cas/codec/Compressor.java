package io.tinyvol.cas.codec;

import java.nio.ByteBuffer;

/** Compresses one piece after another with one method. Not thread-safe. */
interface Compressor extends AutoCloseable {
  /** The most that {@code plainBytes} can grow to. */
  int maxCompressedBytes(int plainBytes);

  /** Writes the compressed bytes of {@code plain} at {@code dst}'s position; both are direct. */
  void compress(ByteBuffer plain, ByteBuffer dst);

  @Override
  void close();
}
