package io.tinyvol.cas;

/**
 * What a store knows of a chunk without reading it.
 *
 * @param plainBytes its length
 * @param storedBytes what its record takes in the store, compressed
 */
public record ContentInfo(int plainBytes, int storedBytes) {}
