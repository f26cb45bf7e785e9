package io.tinyvol.ext4.write;

import io.tinyvol.ext4.format.Crc32c;
import io.tinyvol.ext4.format.GroupDescriptorFormat;
import io.tinyvol.ext4.layout.Ext4Layout;
import io.tinyvol.ext4.layout.InodeNumbers;
import io.tinyvol.ext4.layout.Runs;
import io.tinyvol.ext4.layout.VolumeShape;
import io.tinyvol.tree.Folder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the groups of a file system have in use, and their descriptors. */
final class Groups {
  private static final int INODES_PER_BLOCK = 16;

  private final Ext4Layout layout;
  private final VolumeShape shape;
  private final Bitmaps bitmaps;
  private final int csumSeed;
  private final ByteBuffer scratch =
      ByteBuffer.allocate(VolumeShape.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final int[] usedBlocks;
  private final int[] usedInodes;
  private final int[] inodesToLast;
  private final int[] directories;
  private final int[] blockChecksums;
  private final int[] inodeChecksums;

  Groups(Ext4Layout layout, int csumSeed) {
    this.layout = layout;
    this.shape = layout.shape();
    this.bitmaps = new Bitmaps(layout);
    this.csumSeed = csumSeed;
    int groups = shape.groupsCount();
    this.usedBlocks = new int[groups];
    this.usedInodes = new int[groups];
    this.inodesToLast = new int[groups];
    this.directories = new int[groups];
    this.blockChecksums = new int[groups];
    this.inodeChecksums = new int[groups];
    countInodes();
    for (int group = 0; group < groups; group++) {
      summarize(group);
    }
  }

  private void countInodes() {
    InodeNumbers numbers = layout.numbers();
    for (long number = 1; number <= numbers.highest(); number++) {
      if (numbers.isUsed(number)) {
        int group = (int) ((number - 1) / shape.inodesPerGroup());
        usedInodes[group]++;
        inodesToLast[group] = (int) ((number - 1) % shape.inodesPerGroup()) + 1;
        int stream = numbers.stream(number);
        if (stream >= 0
            && stream < layout.streams().inventory().nodes()
            && layout.streams().inventory().node(stream) instanceof Folder) {
          directories[group]++;
        }
      }
    }
  }

  private void summarize(int group) {
    clear();
    bitmaps.encodeBlocks(group, scratch);
    int used = 0;
    for (int i = 0; i < VolumeShape.BLOCK_BYTES; i += Long.BYTES) {
      used += Long.bitCount(scratch.getLong(i));
    }
    usedBlocks[group] = used - (VolumeShape.GROUP_BLOCKS - shape.groupBlocks(group));
    if (hasBlockBitmap(group)) {
      blockChecksums[group] = Crc32c.of(csumSeed, scratch, 0, VolumeShape.BLOCK_BYTES);
    }
    if (hasInodeBitmap(group)) {
      clear();
      bitmaps.encodeInodes(group, scratch);
      inodeChecksums[group] = Crc32c.of(csumSeed, scratch, 0, shape.inodesPerGroup() / Byte.SIZE);
    }
  }

  private void clear() {
    for (int i = 0; i < VolumeShape.BLOCK_BYTES; i += Long.BYTES) {
      scratch.putLong(i, 0);
    }
  }

  /** Without one, what the group itself needs is all that is in use; the last always has one. */
  private boolean hasBlockBitmap(int group) {
    return usedBlocks[group] > shape.superblockBlocks(group) || group == shape.groupsCount() - 1;
  }

  private boolean hasInodeBitmap(int group) {
    return usedInodes[group] > 0;
  }

  /** The bitmaps. */
  Bitmaps bitmaps() {
    return bitmaps;
  }

  /** How many blocks are free. */
  long freeBlocks() {
    long free = shape.blocksCount();
    for (int used : usedBlocks) {
      free -= used;
    }
    return free;
  }

  /** How many inodes are free. */
  long freeInodes() {
    long free = shape.inodesCount();
    for (int used : usedInodes) {
      free -= used;
    }
    return free;
  }

  /** The runs of all fixed places that are not zeros. */
  Runs fixedRuns() {
    Runs runs = new Runs();
    for (int group = 0; group < shape.groupsCount(); group++) {
      int superblock = shape.superblockBlocks(group);
      if (superblock > 0) {
        // In the copies, what is set aside for descriptors is zeros.
        int length = superblock - (group == 0 ? 0 : shape.reservedBlocks());
        runs.add(shape.groupStart(group), length, Runs.Use.SUPERBLOCK, group, 0);
      }
      // The last group's is zeros if all of a whole group is free.
      if (hasBlockBitmap(group)
          && (usedBlocks[group] > 0 || shape.groupBlocks(group) < VolumeShape.GROUP_BLOCKS)) {
        runs.add(layout.fixed().blockBitmap(group), 1, Runs.Use.BLOCK_BITMAP, group, 0);
      }
      if (hasInodeBitmap(group)) {
        runs.add(layout.fixed().inodeBitmap(group), 1, Runs.Use.INODE_BITMAP, group, 0);
        int length = Math.ceilDiv(inodesToLast[group], INODES_PER_BLOCK);
        runs.add(layout.fixed().inodeTable(group), length, Runs.Use.INODE_TABLE, group, 0);
      }
    }
    return runs;
  }

  /** Writes a group's descriptor. */
  void encodeDescriptor(int group, ByteBuffer bytes, int at) {
    int flags = GroupDescriptorFormat.FLAG_TABLE_ZEROED;
    flags |= hasInodeBitmap(group) ? 0 : GroupDescriptorFormat.FLAG_INODES_UNUSED;
    flags |= hasBlockBitmap(group) ? 0 : GroupDescriptorFormat.FLAG_BLOCKS_UNUSED;
    GroupDescriptorFormat.encode(
        new GroupDescriptorFormat.Fields(
            layout.fixed().blockBitmap(group),
            layout.fixed().inodeBitmap(group),
            layout.fixed().inodeTable(group),
            shape.groupBlocks(group) - usedBlocks[group],
            shape.inodesPerGroup() - usedInodes[group],
            directories[group],
            shape.inodesPerGroup() - inodesToLast[group],
            flags,
            blockChecksums[group],
            inodeChecksums[group]),
        csumSeed,
        group,
        bytes,
        at);
  }
}
