package io.tinyvol.volume;

import io.tinyvol.cas.Digest;

/**
 * A run of a volume's blocks, and the part of a chunk that fills it. A chunk is a run of one file's
 * content, taken as whole units of 4 KiB and kept without the zeros at its end; where the file lies
 * in pieces, or over a leaf's edge, several extents refer to parts of one chunk.
 *
 * @param startBlock the first block in the volume
 * @param blockCount how many blocks, at least 1
 * @param chunk the chunk's digest
 * @param chunkOffsetBlocks where in the chunk the run starts, in the volume's blocks
 * @param chunkBytes the chunk's whole length with those zeros: a multiple of 4096
 */
public record Extent(
    long startBlock, int blockCount, Digest chunk, int chunkOffsetBlocks, int chunkBytes) {

  /** The block after the run. */
  public long endBlock() {
    return startBlock + blockCount;
  }

  /** The part of this extent from {@code fromBlock} to before {@code toBlock}, both inside it. */
  public Extent slice(long fromBlock, long toBlock) {
    return fromBlock == startBlock && toBlock == endBlock()
        ? this
        : new Extent(
            fromBlock,
            (int) (toBlock - fromBlock),
            chunk,
            chunkOffsetBlocks + (int) (fromBlock - startBlock),
            chunkBytes);
  }
}
