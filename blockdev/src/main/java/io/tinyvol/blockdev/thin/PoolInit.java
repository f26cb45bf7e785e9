package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What somebody wants of a new pool.
 *
 * @param place where it is to be
 * @param sizeBytes how much data it has; on devices, as much as there is where this is empty
 * @param metadataBytes the size of its metadata; computed where this is empty
 * @param blockBytes what space is given out in
 * @param whenFull what becomes of writes when there is no block left
 * @param overcommitPercent how much the sizes of its volumes may be in all, of its data
 */
public record PoolInit(
    Place place,
    OptionalLong sizeBytes,
    OptionalLong metadataBytes,
    int blockBytes,
    PoolConfig.WhenFull whenFull,
    int overcommitPercent) {
  /** What a pool can lie on. */
  public sealed interface Place {
    /** Sparse files in a folder, which is made. */
    record Folder(Path path) implements Place {}

    /** Block devices; without one for the metadata, those lie in a file beside the ledger. */
    record Devices(Path data, Optional<Path> metadata) implements Place {}
  }
}
