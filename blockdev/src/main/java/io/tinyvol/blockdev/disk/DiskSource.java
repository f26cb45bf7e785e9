package io.tinyvol.blockdev.disk;

import io.tinyvol.cas.Digest;
import java.util.UUID;

/**
 * What a disk was made of.
 *
 * @param volume the UUID of the volume
 * @param root the root of its manifest then
 * @param revision the number of its revision then
 */
public record DiskSource(UUID volume, Digest root, long revision) {}
