package io.tinyvol.ext4;

import org.jspecify.annotations.Nullable;

/**
 * What a scan came across.
 *
 * @param files the number of files visited
 * @param extents the number of extents delivered
 * @param damagedFiles the number of files left out because what they say cannot be true, or because
 *     they are in more pieces than are followed
 * @param firstDamage what was wrong with the first of those, or null if there was none
 */
public record ScanReport(
    long files, long extents, long damagedFiles, @Nullable String firstDamage) {}
