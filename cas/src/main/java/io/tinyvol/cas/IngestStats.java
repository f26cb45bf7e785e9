package io.tinyvol.cas;

/**
 * What a session has put.
 *
 * @param chunks chunks, each time one was put
 * @param newChunks chunks that the store did not have
 * @param newBytes plain bytes of those
 * @param storedBytes what those take in the store, compressed
 */
public record IngestStats(long chunks, long newChunks, long newBytes, long storedBytes) {}
