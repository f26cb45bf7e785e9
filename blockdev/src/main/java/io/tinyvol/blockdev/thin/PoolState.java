package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a pool is.
 *
 * @param name what it is called
 * @param config what was decided when it was made
 * @param status what the kernel says
 * @param disks how many disks it has
 * @param images how many contents they were made from
 * @param virtualBytes the sizes of the disks in all
 * @param liesIn the device of another pool's disk that the data lie in, where they do: what this
 *     pool takes is taken of that disk
 * @param isUdevRunning whether udev names its devices; else tinyvol does
 */
public record PoolState(
    String name,
    PoolConfig config,
    PoolStatus status,
    int disks,
    int images,
    long virtualBytes,
    Optional<Path> liesIn,
    boolean isUdevRunning) {
  /** Whether there is less free than there should be. */
  public boolean isLow() {
    return status.dataFreeBytes() < config.lowWaterBytes();
  }
}
