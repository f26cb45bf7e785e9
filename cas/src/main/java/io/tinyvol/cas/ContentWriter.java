package io.tinyvol.cas;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Puts content into a store as part of an {@link IngestSession}. Not thread-safe: one for each
 * thread.
 */
public interface ContentWriter extends Closeable {
  /**
   * Keeps the bytes from the buffer's position to its limit, unless the store has them already.
   * Direct buffers are faster.
   *
   * @return the digest to find them by, once the session is committed
   */
  Digest put(ContentKind kind, ByteBuffer content) throws IOException;

  /**
   * Counts chunks as put again, without their bytes, if the store has all of them. The bytes are
   * not read.
   *
   * @return whether it has; if not, nothing is counted
   */
  boolean reuse(List<Digest> chunks) throws IOException;

  /** Hands on what has been put so far, and releases the writer's buffers. */
  @Override
  void close() throws IOException;
}
