package io.tinyvol.volume.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that are read and written at positions, as a disk has them. Positions and lengths are in
 * bytes and need no alignment; what lies outside of the device is misuse.
 *
 * <p>Thread-safe. Requests that run at the same time are in no order, and where two overlap each
 * block of 4 KiB ends as one of them left it. What a write or one of its kin has returned from is
 * read by all from then on, and durable after the next {@link #flush} that begins later: it
 * survives the end of the process and of the machine. Before that each block of 4 KiB may, after a
 * crash, be the old or the new one, never a mixture.
 */
public interface BlockDevice extends Closeable {
  /** Requests that are multiples of this, at multiples of it, cost the least. */
  int BLOCK_BYTES = 4096;

  /** How many bytes it has; that never changes while it is open. */
  long sizeBytes();

  /** Whether it takes no writes. */
  boolean isReadOnly();

  /**
   * Fills a buffer from its position to its limit. Everything has been verified before it is handed
   * out.
   *
   * @throws IllegalArgumentException if that is not inside the device
   * @throws io.tinyvol.cas.CorruptDataException if what the device has there is damaged
   */
  void read(long offsetBytes, ByteBuffer dst) throws IOException;

  /**
   * The same, if that takes no longer than to copy memory, or to read a file that was written
   * lately; otherwise nothing is done. So a thread that has other requests to look after can do it
   * itself.
   *
   * @return whether it was done
   */
  boolean readIfQuick(long offsetBytes, ByteBuffer dst) throws IOException;

  /**
   * Writes a buffer from its position to its limit.
   *
   * @throws IllegalArgumentException if that is not inside the device, or it is read-only
   * @throws io.tinyvol.cas.NoSpaceException if there is no space left for it
   */
  void write(long offsetBytes, ByteBuffer src) throws IOException;

  /**
   * Makes a range zeros.
   *
   * @param keepSpace whether the range is to hold space, as if zeros had been written to it one by
   *     one; otherwise the space that it held is given back, and the cost is that of what it held
   * @throws IllegalArgumentException as for {@link #write}
   */
  void zero(long offsetBytes, long lengthBytes, boolean keepSpace) throws IOException;

  /** Makes everything durable that has been written; returns when it is. */
  void flush() throws IOException;

  /** What is told of a range. */
  @FunctionalInterface
  interface RangeVisitor {
    /**
     * A part of it.
     *
     * @param isMapped whether it holds space; what does not reads as zeros
     * @param isZero whether it is known to be zeros
     * @param isChanged whether it has been written to since the last commit
     * @return whether to go on
     */
    boolean range(long lengthBytes, boolean isMapped, boolean isZero, boolean isChanged)
        throws IOException;
  }

  /** Visits a range part by part in ascending order, until its end or as long as is wanted. */
  void visit(long offsetBytes, long lengthBytes, RangeVisitor visitor) throws IOException;

  /** Flushes, where it is not read-only, and gives the device up for this user of it. */
  @Override
  void close() throws IOException;
}
