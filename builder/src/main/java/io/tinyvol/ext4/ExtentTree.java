package io.tinyvol.ext4;

import io.tinyvol.ext4.format.ExtentNodeView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Follows extent trees. The order of the entries is checked over the whole tree: each begins at or
 * after the end of what came before it, at whatever level that was.
 */
final class ExtentTree {
  /** More levels are never needed for the 2^32 blocks of a file (fs/ext4/ext4_extents.h). */
  static final int MAX_DEPTH = 5;

  private static final long MAX_LOGICAL_BLOCKS = 1L << 32;

  private final TreeBlocks blocks;
  private long nextLogicalBlock;

  ExtentTree(TreeBlocks blocks) {
    this.blocks = blocks;
  }

  /** Adds the extents that have data. */
  void collect(ExtentNodeView root, ExtentList extents) throws IOException, DamagedInodeException {
    nextLogicalBlock = 0;
    if (root.depth() > MAX_DEPTH) {
      throw new DamagedInodeException("has an extent tree of depth " + root.depth());
    }
    collectNode(root, root.depth(), extents);
  }

  private void collectNode(ExtentNodeView node, int depth, ExtentList extents)
      throws IOException, DamagedInodeException {
    checkHeader(node, depth);
    for (int i = 0; i < node.entries(); i++) {
      long logicalBlock = node.logicalBlock(i);
      if (logicalBlock < nextLogicalBlock) {
        throw new DamagedInodeException("has extents out of order at block " + logicalBlock);
      }
      nextLogicalBlock = logicalBlock;
      if (depth > 0) {
        collectNode(child(node, i, depth), depth - 1, extents);
      } else {
        addExtent(node, i, extents);
      }
    }
  }

  private static void checkHeader(ExtentNodeView node, int depth) throws DamagedInodeException {
    if (node.magic() != ExtentNodeView.MAGIC) {
      throw new DamagedInodeException("has an extent node without its magic number");
    }
    if (node.depth() != depth) {
      throw new DamagedInodeException(
          "has an extent node of depth " + node.depth() + " in place of " + depth);
    }
    if (node.maxEntries() > node.capacityEntries() || node.entries() > node.maxEntries()) {
      throw new DamagedInodeException(
          "has an extent node with %d entries of at most %d in the room of %d"
              .formatted(node.entries(), node.maxEntries(), node.capacityEntries()));
    }
    if (depth > 0 && node.entries() == 0) {
      throw new DamagedInodeException("has an extent node of depth " + depth + " without entries");
    }
  }

  private ExtentNodeView child(ExtentNodeView node, int entry, int depth)
      throws IOException, DamagedInodeException {
    ByteBuffer bytes = blocks.read(node.childBlock(entry), depth - 1);
    if (bytes == null) {
      throw new DamagedInodeException(
          "is mapped by block " + node.childBlock(entry) + ", which is a hole");
    }
    return new ExtentNodeView(bytes, 0, blocks.geometry().blockSizeBytes());
  }

  private void addExtent(ExtentNodeView leaf, int entry, ExtentList extents)
      throws DamagedInodeException {
    long logicalBlock = leaf.logicalBlock(entry);
    int count = leaf.blockCount(entry);
    if (count == 0 || logicalBlock + count > MAX_LOGICAL_BLOCKS) {
      throw new DamagedInodeException(
          "has an extent of " + count + " blocks at block " + logicalBlock);
    }
    long physicalBlock = leaf.physicalBlock(entry);
    if (!blocks.geometry().mayHold(physicalBlock, count)) {
      throw new DamagedInodeException(
          "has an extent of %d blocks at %d, which lies outside".formatted(count, physicalBlock));
    }
    nextLogicalBlock = logicalBlock + count;
    if (leaf.isWritten(entry)) {
      extents.add(logicalBlock, physicalBlock, count);
    }
  }
}
