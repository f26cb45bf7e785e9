package io.tinyvol.cas.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Decompresses one piece after another. Not thread-safe. */
interface Decompressor extends AutoCloseable {
  /**
   * Fills {@code dst} from its position to its limit out of {@code stored}; both are direct.
   *
   * @throws IOException if {@code stored} is malformed or does not hold exactly that many bytes
   */
  void decompress(ByteBuffer stored, ByteBuffer dst) throws IOException;

  @Override
  void close();
}
