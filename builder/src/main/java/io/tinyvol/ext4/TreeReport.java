package io.tinyvol.ext4;

import org.jspecify.annotations.Nullable;

/**
 * What a walk came across.
 *
 * @param entries the number of entries delivered
 * @param damages the number of entries and parts of directories left out because what they say
 *     cannot be true
 * @param firstDamage what was wrong with the first of those, or null if there was none
 */
public record TreeReport(long entries, long damages, @Nullable String firstDamage) {}
