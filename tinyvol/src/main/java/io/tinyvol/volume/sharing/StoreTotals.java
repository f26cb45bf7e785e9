package io.tinyvol.volume.sharing;

/**
 * What all volumes together hold.
 *
 * @param uniqueBytes plain bytes of the distinct chunks
 * @param storedBytes what those take in the store, compressed
 */
public record StoreTotals(long uniqueBytes, long storedBytes) {}
