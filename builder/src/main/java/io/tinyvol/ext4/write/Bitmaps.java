package io.tinyvol.ext4.write;

import io.tinyvol.ext4.layout.Ext4Layout;
import io.tinyvol.ext4.layout.FixedPlaces;
import io.tinyvol.ext4.layout.FreeSpace;
import io.tinyvol.ext4.layout.InodeNumbers;
import io.tinyvol.ext4.layout.VolumeShape;
import java.nio.ByteBuffer;

/** Writes the bitmaps of groups. */
final class Bitmaps {
  private static final int GROUP_WORDS = VolumeShape.GROUP_BLOCKS / Long.SIZE;

  private final VolumeShape shape;
  private final FixedPlaces fixed;
  private final FreeSpace space;
  private final InodeNumbers numbers;

  Bitmaps(Ext4Layout layout) {
    this.shape = layout.shape();
    this.fixed = layout.fixed();
    this.space = layout.space();
    this.numbers = layout.numbers();
  }

  /** Writes which blocks of a group are in use; what is behind the last one counts as used. */
  void encodeBlocks(int group, ByteBuffer block) {
    if (shape.groupStart(group) < space.size()) {
      int firstWord = (int) (shape.groupStart(group) / Long.SIZE);
      int words = (int) Math.min(GROUP_WORDS, Math.ceilDiv(space.size(), Long.SIZE) - firstWord);
      for (int i = 0; i < words; i++) {
        block.putLong(i * Long.BYTES, space.usedWord(firstWord + i));
      }
    }
    // What lies behind the part of the volume that was searched, or started in it.
    setFixed(group, block);
    set(block, shape.groupBlocks(group), VolumeShape.GROUP_BLOCKS);
  }

  private void setFixed(int group, ByteBuffer block) {
    set(block, 0, shape.superblockBlocks(group));
    int first = group - group % VolumeShape.FLEX_GROUPS;
    int end = Math.min(first + VolumeShape.FLEX_GROUPS, shape.groupsCount());
    for (int other = first; other < end; other++) {
      setInGroup(group, block, fixed.blockBitmap(other), 1);
      setInGroup(group, block, fixed.inodeBitmap(other), 1);
      setInGroup(group, block, fixed.inodeTable(other), shape.tableBlocks());
    }
  }

  private void setInGroup(int group, ByteBuffer block, long start, int length) {
    long from = Math.max(start - shape.groupStart(group), 0);
    long end = Math.min(start + length - shape.groupStart(group), shape.groupBlocks(group));
    if (from < end) {
      set(block, (int) from, (int) end);
    }
  }

  /** Writes which inodes of a group are in use; what is behind the last one counts as used. */
  void encodeInodes(int group, ByteBuffer block) {
    long before = (long) group * shape.inodesPerGroup();
    for (int i = 0; i < shape.inodesPerGroup(); i++) {
      if (numbers.isUsed(before + i + 1)) {
        set(block, i, i + 1);
      }
    }
    set(block, shape.inodesPerGroup(), VolumeShape.GROUP_BLOCKS);
  }

  private static void set(ByteBuffer block, int from, int end) {
    int at = from;
    while (at < end) {
      if (at % Byte.SIZE == 0 && end - at >= Byte.SIZE) {
        block.put(at / Byte.SIZE, (byte) -1);
        at += Byte.SIZE;
      } else {
        int index = at / Byte.SIZE;
        block.put(index, (byte) (block.get(index) | (1 << (at % Byte.SIZE))));
        at++;
      }
    }
  }
}
