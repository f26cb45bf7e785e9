package io.tinyvol.builder.commit;

import io.tinyvol.volume.Extent;
import java.util.List;

/**
 * A range of blocks and what it becomes; what no extent has is zeros.
 *
 * @param startBlock the first one
 * @param endBlock the one after the last
 * @param extents what they are mapped to, ascending
 */
record BlockEdit(long startBlock, long endBlock, List<Extent> extents) {}
