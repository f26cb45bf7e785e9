package io.tinyvol.builder.archive;

import io.tinyvol.builder.exclude.Exclusions;

/**
 * How to read archives and images.
 *
 * @param maxUnpackedBytes the most bytes that each may unpack to
 * @param allowDevices whether they may have devices
 * @param exclusions what is left out
 */
public record ArchiveOptions(long maxUnpackedBytes, boolean allowDevices, Exclusions exclusions) {
  /** What is taken unless something else is asked for. */
  public static final ArchiveOptions DEFAULT = new ArchiveOptions(64L << 30, true, Exclusions.NONE);
}
