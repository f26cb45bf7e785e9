package io.tinyvol.volume;

/**
 * A volume's size, and the unit in which its manifest maps it.
 *
 * <p>The manifest is a radix tree of fixed spans: a leaf covers {@link #LEAF_BYTES}, a node above
 * it {@link #FANOUT} times what its children do.
 *
 * @param virtualBytes the size a guest sees; need not be a multiple of the block size
 * @param blockBytes 1024, 2048 or 4096: less than 4096 only where a file system inside has such
 *     blocks
 */
public record VolumeGeometry(long virtualBytes, int blockBytes) {
  /** What a leaf of the manifest covers. */
  public static final long LEAF_BYTES = 16L << 20;

  /** The base-2 logarithm of {@link #FANOUT}. */
  public static final int FANOUT_SHIFT = 8;

  /** The children of a node above the leaves. */
  public static final int FANOUT = 1 << FANOUT_SHIFT;

  /** The largest volume: what fits into four levels of nodes, 64 PiB. */
  public static final long MAX_VIRTUAL_BYTES = LEAF_BYTES << (4 * FANOUT_SHIFT);

  /** Blocks are of this size, unless a file system inside has smaller ones. */
  public static final int DEFAULT_BLOCK_BYTES = 4096;

  /** Checks sizes. */
  public VolumeGeometry {
    if (virtualBytes < 0 || virtualBytes > MAX_VIRTUAL_BYTES) {
      throw new IllegalArgumentException("not a volume's size: " + virtualBytes);
    }
    if (blockBytes != 1024 && blockBytes != 2048 && blockBytes != 4096) {
      throw new IllegalArgumentException("not a block size: " + blockBytes);
    }
  }

  /** The blocks of the volume, the last one perhaps in part. */
  public long blocks() {
    return Math.ceilDiv(virtualBytes, blockBytes);
  }

  /** The blocks that a leaf covers. */
  public int leafBlocks() {
    return (int) (LEAF_BYTES / blockBytes);
  }

  /** The level of the tree's top node: 0 where one leaf covers the volume. */
  public int topLevel() {
    int level = 0;
    while (LEAF_BYTES << (level * FANOUT_SHIFT) < virtualBytes) {
      level++;
    }
    return level;
  }
}
