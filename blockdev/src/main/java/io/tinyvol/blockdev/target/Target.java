package io.tinyvol.blockdev.target;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A place of a fixed size that a volume's bytes are written to: a block device, a file. It is its
 * user's alone while it is open: nobody else writes to it.
 *
 * <p>For one thread at a time, but for {@link #sync}. Whoever makes one closes it; what it was made
 * of (a descriptor, say) stays its owner's unless the maker says otherwise. Nothing is durable
 * before {@link #sync}. All ranges lie within {@link #sizeBytes}, all buffers are direct; those
 * that are aligned to 4096 bytes in memory and within the target are moved without a copy. A thread
 * that is interrupted gets a {@link java.io.InterruptedIOException} where the work is long.
 *
 * <p>{@code toString} is what to call it in messages.
 */
public interface Target extends Closeable {
  /** How many bytes it has. */
  long sizeBytes();

  /**
   * Whether it reads as zeros wherever this object did not write: then what is to be zeros needs no
   * call. Never so of a place that somebody else wrote to before.
   */
  boolean isFresh();

  /**
   * What it is best written in: whole aligned multiples of so many bytes, a power of two and at
   * least 4096. Other writes are right too, but may cost a read or an allocation each.
   */
  int blockBytes();

  /**
   * Writes the bytes from position to limit, all of them; no others change.
   *
   * @throws IOException if they could not be written; some may have been
   */
  void write(long offsetBytes, ByteBuffer bytes) throws IOException;

  /**
   * Makes a range read as zeros, and gives its space back where the target can do that. No other
   * bytes change.
   */
  void zero(long offsetBytes, long lengthBytes) throws IOException;

  /**
   * Makes a range read as zeros if the target does that without writing them, in a time that does
   * not depend on the range's length.
   *
   * @return whether it did; else the range may read as anything
   */
  boolean zeroAtOnce(long offsetBytes, long lengthBytes) throws IOException;

  /**
   * Fills a buffer from position to limit with what is stored, from behind the page cache where
   * there is one: so it tells what was written from what was meant to be.
   */
  void read(long offsetBytes, ByteBuffer bytes) throws IOException;

  /**
   * Makes what was written and zeroed until now durable, on the medium itself. Another thread may
   * call this while one writes; what is written meanwhile may not be durable then.
   */
  void sync() throws IOException;
}
