package io.tinyvol.blockdev;

/**
 * Bytes of a volume, or of what holds one.
 *
 * @param start the offset of the first
 * @param end the offset behind the last
 */
public record ByteRange(long start, long end) {
  /** Checks the order. */
  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no bytes: " + start + " to " + end);
    }
  }

  /** How many they are. */
  public long lengthBytes() {
    return end - start;
  }
}
