package io.tinyvol.blockdev.reflink.format;

import java.time.Instant;

/**
 * What was decided when a disk was made.
 *
 * @param created when that was
 * @param isVolatile whether its guest's file is made anew for each guest
 * @param isCopied whether it may be copied where files share no blocks
 */
public record DiskTraits(Instant created, boolean isVolatile, boolean isCopied) {}
