package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.util.List;

/**
 * What the kernel says of a pool, as in thin-provisioning.rst, "Status".
 *
 * @param transactionId the id that was set last
 * @param metadataUsedBytes how much of the metadata device is used
 * @param metadataTotalBytes how large the kernel takes it to be
 * @param dataUsedBytes how much of the data device is mapped
 * @param dataTotalBytes how large the kernel takes it to be
 * @param hasMetadataSnapshot whether a snapshot of the metadata is held
 * @param mode {@code rw}, {@code ro}, {@code out_of_data_space} or {@code Fail}
 * @param needsCheck whether the metadata must be checked before the pool is written to again
 */
public record PoolStatus(
    long transactionId,
    long metadataUsedBytes,
    long metadataTotalBytes,
    long dataUsedBytes,
    long dataTotalBytes,
    boolean hasMetadataSnapshot,
    String mode,
    boolean needsCheck) {
  private static final int METADATA_BLOCK_BYTES = 4096;
  private static final int LOW_METADATA_FRACTION = 10;
  private static final String OUT_OF_DATA = "out_of_data_space";

  /**
   * From the status line.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static PoolStatus parse(String line, PoolConfig config) {
    List<String> words = List.of(line.strip().split(" +"));
    if (words.size() < 5) { // a pool that has failed says nothing else
      return new PoolStatus(0, 0, 0, 0, 0, false, words.getFirst(), true);
    }
    long[] metadata = fraction(words.get(1));
    long[] data = fraction(words.get(2));
    return new PoolStatus(
        Long.parseLong(words.get(0)),
        metadata[0] * METADATA_BLOCK_BYTES,
        metadata[1] * METADATA_BLOCK_BYTES,
        data[0] * config.blockBytes(),
        data[1] * config.blockBytes(),
        !words.get(3).equals("-"),
        words.get(4),
        words.contains("needs_check"));
  }

  private static long[] fraction(String word) {
    int slash = word.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no fraction: " + word);
    }
    return new long[] {
      Long.parseLong(word.substring(0, slash)), Long.parseLong(word.substring(slash + 1))
    };
  }

  /** How many bytes are not mapped. */
  public long dataFreeBytes() {
    return dataTotalBytes - dataUsedBytes;
  }

  /** How many bytes of metadata are not used. */
  public long metadataFreeBytes() {
    return metadataTotalBytes - metadataUsedBytes;
  }

  /** Whether there are fewer metadata free than there should be. */
  public boolean isMetadataLow() {
    return metadataFreeBytes() < metadataTotalBytes / LOW_METADATA_FRACTION;
  }

  /** Whether the pool has no block left to give out; it takes messages all the same. */
  public boolean isDataFull() {
    return mode.equals(OUT_OF_DATA);
  }

  /** Whether the pool takes changes, and what it took is on its disk. */
  boolean isSound() {
    return (mode.equals("rw") || isDataFull()) && !needsCheck;
  }

  /** Why a pool is not sound, or was not a moment ago, and what to do. */
  String whyNot(String pool) {
    if (mode.equals("Fail")) {
      return "the kernel has given it up, see its log; 'tinyvol pool check %s' looks at it"
          .formatted(pool);
    } else if (needsCheck) {
      return "its metadata could not be written, and it needs a check;"
          + " 'tinyvol pool check %s --clear-needs-check' does that when its volumes are not in use"
              .formatted(pool);
    } else if (mode.equals("ro")) {
      return "its metadata are full or read-only; 'tinyvol pool grow %s' adds to them"
          .formatted(pool);
    }
    return "its mode is " + mode + "; the kernel's log may say why";
  }
}
