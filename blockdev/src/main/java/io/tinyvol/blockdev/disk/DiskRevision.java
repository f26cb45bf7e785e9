package io.tinyvol.blockdev.disk;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What a disk was at some time.
 *
 * @param number its number, which no later one of that disk has again
 * @param created when it was kept
 * @param sizeBytes the disk's size then
 * @param exclusiveBytes what nothing else has; empty where that is not known
 */
public record DiskRevision(
    long number, Instant created, long sizeBytes, OptionalLong exclusiveBytes) {}
