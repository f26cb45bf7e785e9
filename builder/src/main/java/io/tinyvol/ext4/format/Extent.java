package io.tinyvol.ext4.format;

/**
 * A run of a file's blocks that lie in a row.
 *
 * @param logicalBlock the first of them in the file, 32 bits
 * @param physicalBlock where it lies in the file system, 48 bits
 * @param blockCount how many there are, 1 to {@link #MAX_BLOCKS}
 */
public record Extent(long logicalBlock, long physicalBlock, int blockCount) {
  /** The longest extent that has data. */
  public static final int MAX_BLOCKS = 1 << 15;

  /** Checks ranges. */
  public Extent {
    if (logicalBlock < 0
        || physicalBlock < 0
        || blockCount < 1
        || blockCount > MAX_BLOCKS
        || logicalBlock + blockCount > 1L << 32
        || physicalBlock + blockCount > 1L << 48) {
      throw new IllegalArgumentException(
          "no extent: %d, %d, %d".formatted(logicalBlock, physicalBlock, blockCount));
    }
  }
}
