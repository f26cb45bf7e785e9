package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The extent tree of a file (Documentation/filesystems/ext4/ifork.rst, "Extent Tree"): a root of
 * four entries in the inode, and as few levels of nodes, a block each, as hold the rest. Nodes are
 * filled from the left, and numbered level by level from the root's children down, each level from
 * the left. Immutable.
 */
public final class ExtentTreeImage {
  /** The entries of the root. */
  public static final int ROOT_ENTRIES = 4;

  /** The entries of a node in a block of 4096 bytes. */
  public static final int NODE_ENTRIES = 340;

  private static final int HEADER_BYTES = 12;
  private static final int ENTRY_BYTES = 12;
  private static final int TAIL_OFFSET = HEADER_BYTES + NODE_ENTRIES * ENTRY_BYTES;

  private final List<Extent> extents;
  private final long[] nodeBlocks;

  /** How many nodes each level has, from the root's children down to the leaves. */
  private final int[] levels;

  /**
   * A tree of extents.
   *
   * @param extents the extents in the order of their logical blocks, none over another; not copied
   * @param nodeBlocks the blocks of its nodes, as many as {@link #nodeCount} says; not copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public ExtentTreeImage(List<Extent> extents, long[] nodeBlocks) {
    this.extents = extents;
    this.nodeBlocks = nodeBlocks;
    this.levels = levels(extents.size());
    int nodes = Arrays.stream(levels).sum();
    if (nodeBlocks.length != nodes) {
      throw new IllegalArgumentException(nodeBlocks.length + " blocks for " + nodes + " nodes");
    }
  }

  /** How many nodes a tree of so many extents has beside its root. */
  public static int nodeCount(int extents) {
    return Arrays.stream(levels(extents)).sum();
  }

  private static int[] levels(int extents) {
    int depth = 0;
    for (int below = extents; below > ROOT_ENTRIES; below = Math.ceilDiv(below, NODE_ENTRIES)) {
      depth++;
    }
    int[] levels = new int[depth];
    int below = extents;
    for (int level = depth - 1; level >= 0; level--) {
      below = Math.ceilDiv(below, NODE_ENTRIES);
      levels[level] = below;
    }
    return levels;
  }

  /** The root: the inode's block field. */
  public byte[] root() {
    byte[] field = BlockField.empty();
    ByteBuffer bytes = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN);
    int entries = levels.length == 0 ? extents.size() : levels[0];
    putHeader(bytes, entries, ROOT_ENTRIES, levels.length);
    putEntries(bytes, 0, 0, 0, entries);
    return field;
  }

  /**
   * Writes a node with its checksum.
   *
   * @param node its number
   * @param csumSeed the file system's checksum seed
   * @param inode the file's inode
   * @param block the 4096 bytes to write from index 0 on, little-endian
   */
  public void encodeNode(int node, int csumSeed, int inode, ByteBuffer block) {
    int level = 0;
    int firstOfLevel = 0;
    while (node >= firstOfLevel + levels[level]) {
      firstOfLevel += levels[level];
      level++;
    }
    int firstBelow = (node - firstOfLevel) * NODE_ENTRIES;
    int nextLevel = level + 1;
    int below = nextLevel == levels.length ? extents.size() : levels[nextLevel];
    int entries = Math.min(NODE_ENTRIES, below - firstBelow);
    BlockBytes.clear(block, 0, BlockBytes.SIZE);
    putHeader(block, entries, NODE_ENTRIES, levels.length - nextLevel);
    putEntries(block, nextLevel, firstOfLevel + levels[level], firstBelow, entries);
    int checksum = Crc32c.of(Crc32c.inodeSeed(csumSeed, inode), block, 0, TAIL_OFFSET);
    block.putInt(TAIL_OFFSET, checksum);
  }

  private static void putHeader(ByteBuffer bytes, int entries, int maxEntries, int depth) {
    bytes.putShort(0, (short) ExtentNodeView.MAGIC);
    bytes.putShort(2, (short) entries);
    bytes.putShort(4, (short) maxEntries);
    bytes.putShort(6, (short) depth);
  }

  /** Writes entries for the {@code count} things of a level from its {@code first} on. */
  private void putEntries(ByteBuffer bytes, int level, int firstNode, int first, int count) {
    int at = HEADER_BYTES;
    for (int i = first; i < first + count; i++) {
      if (level == levels.length) {
        putExtent(bytes, at, extents.get(i));
      } else {
        putIndex(bytes, at, firstExtent(level, i).logicalBlock(), nodeBlocks[firstNode + i]);
      }
      at += ENTRY_BYTES;
    }
  }

  /** The first extent below a node. */
  private Extent firstExtent(int level, int nodeOfLevel) {
    long index = nodeOfLevel;
    for (int i = level; i < levels.length; i++) {
      index *= NODE_ENTRIES;
    }
    return extents.get((int) index);
  }

  private static void putExtent(ByteBuffer bytes, int at, Extent extent) {
    bytes.putInt(at, (int) extent.logicalBlock());
    bytes.putShort(at + 4, (short) extent.blockCount());
    bytes.putShort(at + 6, (short) (extent.physicalBlock() >>> 32));
    bytes.putInt(at + 8, (int) extent.physicalBlock());
  }

  private static void putIndex(ByteBuffer bytes, int at, long logicalBlock, long childBlock) {
    bytes.putInt(at, (int) logicalBlock);
    bytes.putInt(at + 4, (int) childBlock);
    bytes.putShort(at + 8, (short) (childBlock >>> 32));
  }
}
