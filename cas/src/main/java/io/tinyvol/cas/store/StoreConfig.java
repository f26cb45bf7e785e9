package io.tinyvol.cas.store;

import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.codec.Compression;
import java.util.UUID;

/**
 * What is fixed for a store's life, apart from the compression, which only says how new chunks are
 * written.
 *
 * @param uuid the store's identity
 * @param hash names every piece of content
 * @param compression how new chunks are compressed
 * @param maxChunkBytes the longest chunk: a multiple of 4096, at most {@link #LONGEST_CHUNK_BYTES}
 */
public record StoreConfig(
    UUID uuid, HashAlgorithm hash, Compression compression, int maxChunkBytes) {
  /** The longest chunk where nothing else is asked for. */
  public static final int DEFAULT_MAX_CHUNK_BYTES = 64 << 10;

  /** The longest chunk that can be asked for. */
  public static final int LONGEST_CHUNK_BYTES = 1 << 20;

  private static final int BLOCK_BYTES = 4096;

  /** Checks the chunk size. */
  public StoreConfig {
    if (maxChunkBytes < BLOCK_BYTES
        || maxChunkBytes > LONGEST_CHUNK_BYTES
        || maxChunkBytes % BLOCK_BYTES != 0) {
      throw new IllegalArgumentException(
          "the longest chunk is a multiple of 4096 from 4K to 1M: " + maxChunkBytes);
    }
  }

  /** A new store's configuration, with the defaults. */
  public static StoreConfig withDefaults() {
    return new StoreConfig(
        UUID.randomUUID(), HashAlgorithm.SHA256, Compression.DEFAULT, DEFAULT_MAX_CHUNK_BYTES);
  }
}
