package io.tinyvol.blockdev.thin.format;

import java.time.Instant;
import java.util.UUID;

/**
 * What was decided when a pool was made; sizes change when it grows.
 *
 * @param uuid the pool's, which its devices carry
 * @param created when
 * @param backing what the two places are
 * @param dataPath where its data are, absolute
 * @param metadataPath where the kernel's mapping is, absolute
 * @param dataBytes the size of the former, in whole blocks
 * @param metadataBytes the size of the latter
 * @param blockBytes what space is given out in, fixed for the pool's life
 * @param whenFull what becomes of writes when there is no block left
 * @param lowWaterBytes a warning is due when less is free
 * @param overcommitPercent how much the sizes of its volumes may be in all, of its data
 */
public record PoolConfig(
    UUID uuid,
    Instant created,
    Backing backing,
    String dataPath,
    String metadataPath,
    long dataBytes,
    long metadataBytes,
    int blockBytes,
    WhenFull whenFull,
    long lowWaterBytes,
    int overcommitPercent) {
  /** The least size of a block, of which each is a multiple. */
  public static final int LEAST_BLOCK_BYTES = 64 << 10;

  /** The greatest. */
  public static final int MOST_BLOCK_BYTES = 1 << 30;

  /** What a pool lies on. */
  public enum Backing {
    /** Sparse files, by loop devices. */
    FILES,
    /** Block devices. */
    DEVICES
  }

  /** What becomes of writes when the pool is full. */
  public enum WhenFull {
    /** They fail at once. */
    ERROR,
    /** They wait for the pool to grow, as long as the kernel has them wait. */
    QUEUE
  }

  /** Checks what the kernel would refuse, or take for something else. */
  public PoolConfig {
    if (blockBytes < LEAST_BLOCK_BYTES
        || blockBytes > MOST_BLOCK_BYTES
        || blockBytes % LEAST_BLOCK_BYTES != 0) {
      throw new IllegalArgumentException(
          "a pool's blocks are 64K to 1G, in steps of 64K, not " + blockBytes + " bytes");
    }
    if (dataBytes < blockBytes || dataBytes % blockBytes != 0) {
      throw new IllegalArgumentException(
          dataBytes + " bytes of data are not whole blocks of " + blockBytes);
    }
    if (metadataBytes <= 0 || lowWaterBytes < 0 || overcommitPercent < 1) {
      throw new IllegalArgumentException("a pool's sizes are positive");
    }
  }
}
