package io.tinyvol.builder.commit;

/**
 * Blocks that are mapped anew together: a window or what changed of one, or zeros.
 *
 * @param startBlock the first one
 * @param endBlock the one after the last
 * @param isZero whether they are unmapped, unread
 */
record CommitRun(long startBlock, long endBlock, boolean isZero) {}
