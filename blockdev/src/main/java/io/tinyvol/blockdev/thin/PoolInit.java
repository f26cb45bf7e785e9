package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody wants of a new pool.
 *
 * @param where it is to lie
 * @param sizeBytes how much data it has; all of a device where this is empty
 * @param metadataBytes the size of its metadata in a file; computed where this is empty
 * @param blockBytes what space is given out in
 * @param whenFull what becomes of writes when there is no block left
 * @param overcommitPercent how much the sizes of its volumes may be in all, of its data
 */
public record PoolInit(
    Where where,
    OptionalLong sizeBytes,
    OptionalLong metadataBytes,
    int blockBytes,
    PoolConfig.WhenFull whenFull,
    int overcommitPercent) {
  /**
   * Where a pool is to lie.
   *
   * @param folder for sparse files, which is made; empty: metadata may lie beside the ledger
   * @param dataDevice what its data lie on; a file where this is empty
   * @param metadataDevice what its metadata lie on; a file where this is empty
   * @param force whether devices are taken that are in use, or hold something
   */
  public record Where(
      Optional<Path> folder,
      Optional<Path> dataDevice,
      Optional<Path> metadataDevice,
      boolean force) {
    /** In files of a folder. */
    public static Where in(Path folder) {
      return new Where(Optional.of(folder), Optional.empty(), Optional.empty(), false);
    }
  }
}
