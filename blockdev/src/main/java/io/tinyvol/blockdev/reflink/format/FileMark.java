package io.tinyvol.blockdev.reflink.format;

/**
 * What a file was known by when it was whole: whoever writes to it changes its time.
 *
 * @param inode which file of the file system
 * @param sizeBytes how long it was
 * @param modifiedSeconds when it was written to, in seconds since 1970
 * @param modifiedNanos and the nanoseconds
 */
public record FileMark(long inode, long sizeBytes, long modifiedSeconds, int modifiedNanos) {
  /** Checks the bounds. */
  public FileMark {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("a file of " + sizeBytes + " bytes");
    }
  }
}
