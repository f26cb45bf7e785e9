package io.tinyvol.builder.cache.format;

import io.tinyvol.cas.HashAlgorithm;
import java.util.UUID;

/**
 * What the chunks of a content depend on beside its bytes: whatever differs in it knows nothing of
 * the other.
 *
 * @param store the store that has the chunks
 * @param hash what names them
 * @param chunkingVersion how content is cut, see {@link
 *     io.tinyvol.builder.cut.ChunkRuns#CHUNKING_VERSION}
 * @param windowBytes the longest chunk
 */
public record ChunkingKey(UUID store, HashAlgorithm hash, int chunkingVersion, int windowBytes) {}
