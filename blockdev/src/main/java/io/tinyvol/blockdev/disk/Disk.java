package io.tinyvol.blockdev.disk;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A disk as it is.
 *
 * @param name what it is called
 * @param sizeBytes its size
 * @param usedBytes what it takes, shared or not; empty where that is not known
 * @param exclusiveBytes what of that nothing else has as well; empty where that is not known
 * @param source what it was made of; empty where that is not known
 * @param created when
 * @param isActive whether a guest could use it as it is
 */
public record Disk(
    String name,
    long sizeBytes,
    OptionalLong usedBytes,
    OptionalLong exclusiveBytes,
    Optional<DiskSource> source,
    Instant created,
    boolean isActive) {}
