package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that can be read at any position and that know where they have holes.
 *
 * <p>All methods may be called from several threads at once, unless an implementation says
 * otherwise. The owner closes; calls after that fail.
 */
public interface SparseSource extends Closeable {
  /** The size in bytes, holes included. It does not change while the source is open. */
  long sizeBytes();

  /**
   * Fills {@code dst} from its position to its limit with the bytes from {@code offsetBytes} on.
   *
   * @throws java.io.EOFException if the source ends before {@code dst} is full
   * @throws IOException if the bytes cannot be read
   */
  void readFully(long offsetBytes, ByteBuffer dst) throws IOException;

  /**
   * The first position at or after {@code offsetBytes} that may hold something other than zeros, or
   * {@link #sizeBytes()} if none does. A source that knows of no holes answers {@code offsetBytes}.
   */
  long nextData(long offsetBytes) throws IOException;

  /**
   * The first position at or after {@code offsetBytes} that lies in a hole, or {@link #sizeBytes()}
   * if none does.
   */
  long nextHole(long offsetBytes) throws IOException;
}
