package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.Superblock;

/**
 * Where the blocks of group descriptors lie: in one piece after the superblock or, with the feature
 * meta_bg and from some group on, each in the first of the groups it describes
 * (Documentation/filesystems/ext4/blockgroup.rst, "Meta Block Groups").
 */
final class DescriptorBlocks {
  private final Superblock superblock;
  private final Geometry geometry;

  DescriptorBlocks(Superblock superblock, Geometry geometry) {
    this.superblock = superblock;
    this.geometry = geometry;
  }

  /** The block that holds the descriptor block of an index. It may lie past the file system. */
  long blockOf(long index) {
    if (!geometry.has(Feature.META_BG) || index < superblock.firstMetaGroup()) {
      return geometry.firstDataBlock() + 1 + index;
    }
    long group = index * (geometry.blockSizeBytes() / geometry.descriptorSizeBytes());
    long start = geometry.firstDataBlock() + group * geometry.blocksPerGroup();
    return start + (hasSuperblock(group) ? 1 : 0);
  }

  private boolean hasSuperblock(long group) {
    if (group == 0) {
      return true;
    }
    if (geometry.has(Feature.SPARSE_SUPER2)) {
      return group == superblock.backupGroup0() || group == superblock.backupGroup1();
    }
    return group == 1
        || !geometry.has(Feature.SPARSE_SUPER)
        || isPowerOf(3, group)
        || isPowerOf(5, group)
        || isPowerOf(7, group);
  }

  private static boolean isPowerOf(int base, long number) {
    long power = base;
    while (power < number) {
      power *= base;
    }
    return power == number;
  }
}
