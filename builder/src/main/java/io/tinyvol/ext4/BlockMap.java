package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Follows the maps of ext2 and ext3: pointers to blocks, then to blocks of pointers, of pointers to
 * those and of pointers to those (Documentation/filesystems/ext4/ifork.rst, "Direct/Indirect Block
 * Addressing"). A pointer of 0 is a hole of the size of what it would point at.
 */
final class BlockMap {
  private static final int DIRECT_POINTERS = 12;
  private static final int MAX_LEVELS = 3;

  private final TreeBlocks blocks;
  private final int pointersPerBlock;

  BlockMap(TreeBlocks blocks) {
    this.blocks = blocks;
    this.pointersPerBlock = blocks.geometry().blockSizeBytes() / Integer.BYTES;
  }

  /** Adds the extents that the pointers amount to. */
  void collect(InodeView inode, ExtentList extents) throws IOException, DamagedInodeException {
    for (int i = 0; i < DIRECT_POINTERS; i++) {
      addBlock(i, inode.blockPointer(i), extents);
    }
    long logicalBlock = DIRECT_POINTERS;
    long span = 1;
    for (int level = 1; level <= MAX_LEVELS; level++) {
      collectBlock(
          inode.blockPointer(DIRECT_POINTERS + level - 1), level, logicalBlock, span, extents);
      span *= pointersPerBlock;
      logicalBlock += span;
    }
  }

  /**
   * Follows a block of pointers.
   *
   * @param pointerSpan the number of blocks of the file that one of its pointers stands for
   */
  private void collectBlock(
      long block, int level, long firstLogicalBlock, long pointerSpan, ExtentList extents)
      throws IOException, DamagedInodeException {
    ByteBuffer pointers = block == 0 ? null : blocks.read(block, level);
    if (pointers == null) {
      return;
    }
    for (int i = 0; i < pointersPerBlock; i++) {
      long pointer = Integer.toUnsignedLong(pointers.getInt(Integer.BYTES * i));
      long logicalBlock = firstLogicalBlock + i * pointerSpan;
      if (level == 1) {
        addBlock(logicalBlock, pointer, extents);
      } else {
        collectBlock(pointer, level - 1, logicalBlock, pointerSpan / pointersPerBlock, extents);
      }
    }
  }

  private void addBlock(long logicalBlock, long pointer, ExtentList extents)
      throws DamagedInodeException {
    if (pointer == 0) {
      return;
    }
    if (!blocks.geometry().mayHold(pointer, 1)) {
      throw new DamagedInodeException("has block " + pointer + ", which lies outside");
    }
    extents.add(logicalBlock, pointer, 1);
  }
}
