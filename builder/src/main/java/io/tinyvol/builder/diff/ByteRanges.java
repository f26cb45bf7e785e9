package io.tinyvol.builder.diff;

import io.tinyvol.volume.manifest.RangeDiff;
import java.util.Arrays;

/** Ranges of bytes that ascend and do not overlap, 16 bytes of memory for each. */
public final class ByteRanges implements RangeDiff.Visitor {
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private int size;
  private long totalBytes;

  /** No ranges yet. */
  public ByteRanges() {}

  /**
   * Adds a range.
   *
   * @throws IllegalArgumentException if it is empty, or starts before the end of the one before
   */
  @Override
  public void range(long offsetBytes, long lengthBytes) {
    if (lengthBytes < 1 || (size > 0 && offsetBytes < ends[size - 1])) {
      throw new IllegalArgumentException(lengthBytes + " bytes at " + offsetBytes);
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    starts[size] = offsetBytes;
    ends[size] = offsetBytes + lengthBytes;
    size++;
    totalBytes += lengthBytes;
  }

  /** The number of ranges. */
  public int size() {
    return size;
  }

  /** The bytes in all of them. */
  public long totalBytes() {
    return totalBytes;
  }

  /** Where a range starts. */
  public long offsetBytes(int index) {
    return starts[index];
  }

  /** How long a range is. */
  public long lengthBytes(int index) {
    return ends[index] - starts[index];
  }

  /** Whether one of them has a byte of this range, which is not empty. */
  boolean overlap(long offsetBytes, long lengthBytes) {
    int found = Arrays.binarySearch(starts, 0, size, offsetBytes);
    int next = found >= 0 ? found : -found - 1;
    return (next > 0 && ends[next - 1] > offsetBytes)
        || (next < size && starts[next] < offsetBytes + lengthBytes);
  }
}
