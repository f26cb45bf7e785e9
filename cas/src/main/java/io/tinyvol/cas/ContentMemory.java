package io.tinyvol.cas;

/**
 * What a content store keeps in memory outside the JVM's heap, in bytes.
 *
 * @param cacheBytes what was read and may be wanted again
 * @param unwrittenBytes what was put and is not in files yet
 * @param indexBytes indexes and filters of open files that are not part of the cache
 */
public record ContentMemory(long cacheBytes, long unwrittenBytes, long indexBytes) {}
