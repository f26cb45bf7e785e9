package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.GroupDescriptorView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Where each group's inode table begins, and how many of its inodes may have been used. */
final class GroupTable {
  private final Geometry geometry;
  private final long[] tableBlocks;
  private final int[] usableInodes;

  private GroupTable(Geometry geometry) {
    this.geometry = geometry;
    this.tableBlocks = new long[geometry.groupsCount()];
    this.usableInodes = new int[geometry.groupsCount()];
  }

  /**
   * Reads all descriptors.
   *
   * @throws Ext4Exception if a table lies outside of the file system, or two overlap
   */
  static GroupTable read(SparseReader reader, Geometry geometry, DescriptorBlocks blocks)
      throws IOException {
    GroupTable table = new GroupTable(geometry);
    ByteBuffer block = SparseReader.buffer(geometry.blockSizeBytes());
    int perBlock = geometry.blockSizeBytes() / geometry.descriptorSizeBytes();
    for (int first = 0; first < geometry.groupsCount(); first += perBlock) {
      long at = blocks.blockOf(first / perBlock);
      if (!geometry.mayHold(at, 1)) {
        throw Ext4Exception.damaged("the descriptors of group " + first + " lie outside");
      }
      reader.read(at * geometry.blockSizeBytes(), block, geometry.blockSizeBytes());
      int end = Math.min(perBlock, geometry.groupsCount() - first);
      for (int i = 0; i < end; i++) {
        table.decode(first + i, block, i * geometry.descriptorSizeBytes());
      }
    }
    table.checkApart();
    return table;
  }

  private void decode(int group, ByteBuffer block, int at) throws Ext4Exception {
    GroupDescriptorView descriptor = new GroupDescriptorView(block, at, geometry.has(Feature.WIDE));
    long tableBlock = descriptor.inodeTableBlock();
    if (!geometry.mayHold(tableBlock, geometry.inodeTableBlocks())) {
      throw Ext4Exception.damaged("the inode table of group " + group + " lies outside");
    }
    tableBlocks[group] = tableBlock;
    usableInodes[group] = usable(descriptor);
  }

  /** Without checksums of the descriptors, the fields that tell of unused parts mean nothing. */
  private int usable(GroupDescriptorView descriptor) {
    int all = geometry.inodesPerGroup();
    if (!geometry.has(Feature.GDT_CSUM) && !geometry.has(Feature.METADATA_CSUM)) {
      return all;
    }
    if (descriptor.inodeTableUninitialised()) {
      return 0;
    }
    long unused = descriptor.unusedInodes();
    return unused <= all ? (int) (all - unused) : all;
  }

  /** If tables could overlap, a small image could make a scan read the same bytes for ever. */
  private void checkApart() throws Ext4Exception {
    long[] sorted = tableBlocks.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] - sorted[i - 1] < geometry.inodeTableBlocks()) {
        throw Ext4Exception.damaged("inode tables overlap at block " + sorted[i]);
      }
    }
  }

  /** Where a group's inode table begins. */
  long tableOffsetBytes(int group) {
    return tableBlocks[group] * geometry.blockSizeBytes();
  }

  /** How many inodes at the start of a group's table may have been used. */
  int usableInodes(int group) {
    return usableInodes[group];
  }
}
