package io.tinyvol.blockdev.thin.format;

import java.time.Instant;
import java.util.UUID;

/**
 * What was decided when a pool was made; sizes change when it grows, and the place of its metadata
 * when they are repaired.
 *
 * @param uuid the pool's, which its devices carry
 * @param created when
 * @param data where its data are, whole blocks
 * @param metadata where the kernel's mapping is
 * @param blockBytes what space is given out in, fixed for the pool's life
 * @param whenFull what becomes of writes when there is no block left
 * @param lowWaterBytes a warning is due when less is free
 * @param overcommitPercent how much the sizes of its volumes may be in all, of its data
 */
public record PoolConfig(
    UUID uuid,
    Instant created,
    PoolPlace data,
    PoolPlace metadata,
    int blockBytes,
    WhenFull whenFull,
    long lowWaterBytes,
    int overcommitPercent) {
  /** The least size of a block, of which each is a multiple. */
  public static final int LEAST_BLOCK_BYTES = 64 << 10;

  /** The greatest. */
  public static final int MOST_BLOCK_BYTES = 1 << 30;

  /** A pool is low when less than one of so many parts of its data is free, unless told else. */
  private static final int LOW_WATER_FRACTION = 10;

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
    if (data.sizeBytes() < blockBytes || data.sizeBytes() % blockBytes != 0) {
      throw new IllegalArgumentException(
          data.sizeBytes() + " bytes of data are not whole blocks of " + blockBytes);
    }
    if (lowWaterBytes < 0 || overcommitPercent < 1) {
      throw new IllegalArgumentException("a pool's sizes are positive");
    }
  }

  /** When a warning is due for so much data. */
  public static long lowWaterBytes(long dataBytes) {
    return dataBytes / LOW_WATER_FRACTION;
  }

  /** The same at other places, or with other sizes of them. */
  public PoolConfig at(PoolPlace newData, PoolPlace newMetadata) {
    return new PoolConfig(
        uuid,
        created,
        newData,
        newMetadata,
        blockBytes,
        whenFull,
        lowWaterBytes(newData.sizeBytes()),
        overcommitPercent);
  }
}
