package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/**
 * Writes the blocks of a directory's index (directory.rst, "Hash Tree Directories"). Those who do
 * not know indexes see a block with "." and "..", and blocks of one empty entry. The root is the
 * first block; the nodes follow it, then the leaves.
 */
final class IndexBlock {
  private static final int ROOT_INFO_OFFSET = 24;
  private static final int ROOT_INFO_BYTES = 8;
  private static final int ROOT_LIMITS_OFFSET = ROOT_INFO_OFFSET + ROOT_INFO_BYTES;
  private static final int NODE_LIMITS_OFFSET = DirectoryEntryView.HEADER_BYTES;
  private static final int ENTRY_BYTES = 8;
  private static final int TAIL_OFFSET = BlockBytes.SIZE - 8;

  private IndexBlock() {}

  /** Writes the root. */
  static void encodeRoot(HashTree tree, int self, int parent, int inodeSeed, ByteBuffer block) {
    EntryBlock dots = new EntryBlock(block);
    dots.addDots(self, parent);
    dots.extendTo(BlockBytes.SIZE);
    block.put(ROOT_INFO_OFFSET + 4, DirectoryHash.VERSION);
    block.put(ROOT_INFO_OFFSET + 5, (byte) ROOT_INFO_BYTES);
    int nodes = tree.nodeCount();
    block.put(ROOT_INFO_OFFSET + 6, (byte) (nodes == 0 ? 0 : 1));
    int entries = nodes == 0 ? tree.leafCount() : nodes;
    for (int i = 0; i < entries; i++) {
      int hash = nodes == 0 ? tree.leaf(i).hash() : tree.node(i).hash();
      putEntry(block, ROOT_LIMITS_OFFSET, i, hash, 1 + i);
    }
    finish(block, ROOT_LIMITS_OFFSET, HashTree.ROOT_ENTRIES, entries, inodeSeed);
  }

  /** Writes a node. */
  static void encodeNode(HashTree tree, int node, int inodeSeed, ByteBuffer block) {
    BlockBytes.clear(block, 0, BlockBytes.SIZE);
    block.putShort(4, (short) BlockBytes.SIZE);
    int first = tree.nodeStart(node);
    int entries = tree.nodeStart(node + 1) - first;
    int firstBlock = 1 + tree.nodeCount() + first;
    for (int i = 0; i < entries; i++) {
      putEntry(block, NODE_LIMITS_OFFSET, i, tree.leaf(first + i).hash(), firstBlock + i);
    }
    finish(block, NODE_LIMITS_OFFSET, HashTree.NODE_ENTRIES, entries, inodeSeed);
  }

  /** The hash of the first entry is that of the entry that leads here; limits have its place. */
  private static void putEntry(ByteBuffer block, int limitsAt, int entry, int hash, int target) {
    int at = limitsAt + entry * ENTRY_BYTES;
    block.putInt(at, hash);
    block.putInt(at + 4, target);
  }

  /** The checksum is over what is in use, and a tail of zeros. */
  private static void finish(
      ByteBuffer block, int limitsAt, int limit, int entries, int inodeSeed) {
    block.putShort(limitsAt, (short) limit);
    block.putShort(limitsAt + 2, (short) entries);
    int checksum = Crc32c.of(inodeSeed, block, 0, limitsAt + entries * ENTRY_BYTES);
    block.putInt(TAIL_OFFSET + 4, Crc32c.ofLong(checksum, 0));
  }
}
