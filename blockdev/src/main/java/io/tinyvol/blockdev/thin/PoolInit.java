package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What somebody wants of a new pool.
 *
 * @param folder where its sparse files are to be; it is made
 * @param sizeBytes how much data it has
 * @param metadataBytes the size of its metadata; computed where this is empty
 * @param blockBytes what space is given out in
 * @param whenFull what becomes of writes when there is no block left
 * @param overcommitPercent how much the sizes of its volumes may be in all, of its data
 */
public record PoolInit(
    Path folder,
    OptionalLong sizeBytes,
    OptionalLong metadataBytes,
    int blockBytes,
    PoolConfig.WhenFull whenFull,
    int overcommitPercent) {}
