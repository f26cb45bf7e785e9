package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The extent tree of a file (Documentation/filesystems/ext4/ifork.rst, "Extent Tree"): a root of
 * four entries in the inode, and as few levels of nodes, a block each, as hold the rest. Nodes are
 * filled from the left, and numbered level by level from the root's children down, each level from
 * the left. Immutable.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ExtentTreeImage {
  /** The entries of the root. */
  public static final int ROOT_ENTRIES = 4;

  /** The entries of a node in a block of 4096 bytes. */
  public static final int NODE_ENTRIES = 340;

  /**
   * A tree of extents.
   *
   * @param extents the extents in the order of their logical blocks, none over another; not copied
   * @param nodeBlocks the blocks of its nodes, as many as {@link #nodeCount} says; not copied
   */
  public ExtentTreeImage(List<Extent> extents, long[] nodeBlocks) {
    throw new UnsupportedOperationException();
  }

  /** How many nodes a tree of so many extents has beside its root. */
  public static int nodeCount(int extents) {
    throw new UnsupportedOperationException();
  }

  /** The root: the inode's block field. */
  public byte[] root() {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
