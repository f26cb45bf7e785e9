package io.tinyvol.ext4.format;

/**
 * A time as inodes have it: 32 bits of the seconds, signed, and a word of 30 bits of nanoseconds
 * above two that are added to the seconds (inodes.rst, "Inode Timestamps").
 *
 * @param low the seconds' word
 * @param extra the other
 */
record InodeTime(int low, int extra) {
  private static final long MIN_SECONDS = Integer.MIN_VALUE;
  private static final long MAX_SECONDS = Integer.MAX_VALUE + (3L << 32);

  /** The time nearest to one; at the ends of the range it has no fraction, as in the kernel. */
  static InodeTime nearest(long seconds, int nanos) {
    long held = Math.clamp(seconds, MIN_SECONDS, MAX_SECONDS);
    int low = (int) held;
    int epoch = (int) ((held - low) >>> 32);
    boolean atEnd = held == MIN_SECONDS || held == MAX_SECONDS;
    return new InodeTime(low, (atEnd ? 0 : nanos) << 2 | epoch);
  }
}
