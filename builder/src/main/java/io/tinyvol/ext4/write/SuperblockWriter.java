package io.tinyvol.ext4.write;

import io.tinyvol.ext4.format.GroupDescriptorFormat;
import io.tinyvol.ext4.format.Superblock;
import io.tinyvol.ext4.format.SuperblockFormat;
import io.tinyvol.ext4.layout.Ext4Layout;
import io.tinyvol.ext4.layout.Streams;
import io.tinyvol.ext4.layout.VolumeShape;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes the superblock, its copies, and what lies behind them. */
final class SuperblockWriter {
  private static final int DESCRIPTORS_PER_BLOCK =
      VolumeShape.BLOCK_BYTES / GroupDescriptorFormat.SIZE_BYTES;

  private final VolumeShape shape;
  private final Groups groups;
  private final SuperblockFormat.Fields fields;

  SuperblockWriter(Ext4Layout layout, Groups groups, int csumSeed, byte[] journalBlockField) {
    this.shape = layout.shape();
    this.groups = groups;
    this.fields =
        new SuperblockFormat.Fields(
            shape.blocksCount(),
            groups.freeBlocks(),
            shape.inodesCount(),
            groups.freeInodes(),
            shape.inodesPerGroup(),
            shape.reservedBlocks(),
            layout.uuid(),
            layout.hashSeed(),
            csumSeed,
            layout.options().label(),
            layout.options().sourceDateEpochSeconds().orElse(0),
            layout.streams().xattrs().values() > 0,
            (long) layout.journalBlocks() * VolumeShape.BLOCK_BYTES,
            journalBlockField);
  }

  /** Writes the superblock's block of a group and what follows it. */
  void write(int group, BlockOutput out) throws IOException {
    long start = shape.groupStart(group);
    SuperblockFormat.encode(
        fields, group, out.next(start), group == 0 ? Superblock.OFFSET_BYTES : 0);
    for (int i = 0; i < shape.descriptorBlocks(); i++) {
      ByteBuffer block = out.next(start + 1 + i);
      int first = i * DESCRIPTORS_PER_BLOCK;
      int end = Math.min(first + DESCRIPTORS_PER_BLOCK, shape.groupsCount());
      for (int described = first; described < end; described++) {
        groups.encodeDescriptor(
            described, block, (described - first) * GroupDescriptorFormat.SIZE_BYTES);
      }
    }
    if (group == 0 && shape.groupsCount() > 1) {
      writeReserved(out);
    }
  }

  /**
   * The blocks set aside for descriptors form a file (ext2fs_create_resize_inode of e2fsprogs):
   * each of them in the first group lists those at the same place in the other groups with copies,
   * and one block lists the ones in the first group.
   */
  private void writeReserved(BlockOutput out) throws IOException {
    for (int i = 0; i < shape.reservedBlocks(); i++) {
      long reserved = 1L + shape.descriptorBlocks() + i;
      ByteBuffer block = out.next(reserved);
      int at = 0;
      for (int group = 1; group < shape.groupsCount(); group++) {
        if (VolumeShape.hasSuperblock(group)) {
          block.putInt(at, (int) (shape.groupStart(group) + reserved));
          at += Integer.BYTES;
        }
      }
    }
  }

  /** Writes the block that lists the blocks set aside in the first group. */
  static void encodeReservedList(VolumeShape shape, ByteBuffer block) {
    int entries = VolumeShape.BLOCK_BYTES / Integer.BYTES;
    for (int i = 0; i < shape.reservedBlocks(); i++) {
      int index = (shape.descriptorBlocks() + i) % entries;
      block.putInt(index * Integer.BYTES, 1 + shape.descriptorBlocks() + i);
    }
  }

  /** The blocks that the file of inode {@link Streams#RESIZE_INODE} has. */
  static long reservedFileBlocks(VolumeShape shape) {
    long copies = 0;
    for (int group = 0; group < shape.groupsCount(); group++) {
      copies += VolumeShape.hasSuperblock(group) ? 1 : 0;
    }
    return 1 + copies * shape.reservedBlocks();
  }
}
