package io.tinyvol.ext4.layout;

import java.util.OptionalLong;

/**
 * How long the journal is.
 *
 * @param bytes so many, rounded up to whole blocks: 0 for none, else {@link #MIN_BYTES} to {@link
 *     #MAX_BYTES}; empty for as many as e2fsprogs 1.47 takes for a volume of that size, which is
 *     none below 8 MiB, or fewer if there is no room for so many
 */
public record JournalSize(OptionalLong bytes) {
  static final int MIN_BLOCKS = 1024;

  /** The shortest journal that the kernel takes (JBD2_MIN_JOURNAL_BLOCKS): 4 MiB. */
  public static final long MIN_BYTES = (long) MIN_BLOCKS * VolumeShape.BLOCK_BYTES;

  /** The longest that e2fsprogs makes: 39 GiB. */
  public static final long MAX_BYTES = 10_240_000L * VolumeShape.BLOCK_BYTES;

  /** As the volume's size has it. */
  public static final JournalSize AUTO = new JournalSize(OptionalLong.empty());

  /** There is none. */
  public static final JournalSize NONE = ofBytes(0);

  /** Checks the range. */
  public JournalSize {
    if (bytes.isPresent() && !isPossible(bytes.getAsLong())) {
      throw new IllegalArgumentException(
          "a journal has %d to %d bytes, not %d"
              .formatted(MIN_BYTES, MAX_BYTES, bytes.getAsLong()));
    }
  }

  private static boolean isPossible(long bytes) {
    return bytes == 0 || (bytes >= MIN_BYTES && bytes <= MAX_BYTES);
  }

  /** One of that size. */
  public static JournalSize ofBytes(long bytes) {
    return new JournalSize(OptionalLong.of(bytes));
  }

  /** Its blocks in a volume of {@code volumeBlocks}. */
  int blocks(long volumeBlocks) {
    return bytes.isPresent()
        ? (int) Math.ceilDiv(bytes.getAsLong(), VolumeShape.BLOCK_BYTES)
        : automatic(volumeBlocks);
  }

  private static int automatic(long volumeBlocks) {
    if (volumeBlocks < 1 << 11) {
      return 0;
    }
    if (volumeBlocks < 1 << 15) {
      return 1 << 10;
    }
    if (volumeBlocks < 1 << 18) {
      return 1 << 12;
    }
    if (volumeBlocks < 1 << 19) {
      return 1 << 13;
    }
    if (volumeBlocks < 1 << 22) {
      return 1 << 14;
    }
    // A 128th of the volume, rounded down to a power of two, up to 1 GiB.
    return (int) Math.min(Long.highestOneBit(volumeBlocks) >> 7, 1 << 18);
  }
}
