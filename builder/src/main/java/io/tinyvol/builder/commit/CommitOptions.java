package io.tinyvol.builder.commit;

/**
 * How changes are committed.
 *
 * @param maxChunkBytes the longest chunk, as the store has it: a multiple of 4096
 * @param dropFree whether changed blocks that the ext4 file system has marked free become zeros,
 *     whatever they hold
 */
public record CommitOptions(int maxChunkBytes, boolean dropFree) {}
