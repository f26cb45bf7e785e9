package io.tinyvol.ext4;

import static io.tinyvol.ext4.Ext4Exception.damaged;
import static io.tinyvol.ext4.Ext4Exception.unsupported;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.GroupDescriptorView;
import io.tinyvol.ext4.format.InodeView;
import io.tinyvol.ext4.format.Superblock;

/**
 * Decides whether a superblock can be believed. The limits are those the kernel mounts by
 * (fs/ext4/super.c), unless a comment says otherwise.
 */
final class SuperblockCheck {
  private static final int MAX_LOG_BLOCK_SIZE = 6;
  private static final int MAX_DESCRIPTOR_BYTES = 1024;
  private static final int MIN_FIRST_INODE = 11;

  /** A bitmap of one block has this many bits per byte of block, so a group has as many blocks. */
  private static final int BITS = 8;

  /**
   * Bounds the memory for what is kept of each group (12 bytes, 20 while checking). It allows file
   * systems of 256 TiB with blocks of 4 KiB.
   */
  private static final int MAX_GROUPS = 1 << 21;

  private final Superblock superblock;

  private SuperblockCheck(Superblock superblock) {
    this.superblock = superblock;
  }

  /**
   * The geometry of a file system at the start of an image.
   *
   * @throws Ext4Exception if there is none, or it is not supported, or it cannot be
   */
  static Geometry check(Superblock superblock, long imageSizeBytes) throws Ext4Exception {
    SuperblockCheck check = new SuperblockCheck(superblock);
    check.features();
    check.blocks(imageSizeBytes);
    check.inodes();
    check.groups();
    return Geometry.of(superblock);
  }

  private void features() throws Ext4Exception {
    if (has(Feature.JOURNAL_DEV)) {
      throw unsupported("is an external journal (feature journal_dev), not a file system");
    }
    for (Feature feature : Feature.values()) {
      if (has(feature) && !isRead(feature)) {
        throw unsupported("has the feature " + feature.label());
      }
    }
    if (superblock.unknownIncompatBits() != 0) {
      throw unsupported(
          "has unknown incompatible features 0x"
              + Integer.toHexString(superblock.unknownIncompatBits()));
    }
    if (superblock.revision() > 1) {
      throw unsupported("has revision " + superblock.revision());
    }
  }

  private static boolean isRead(Feature feature) {
    return switch (feature) {
      case COMPRESSION, DIRDATA, BIGALLOC -> false;
      default -> true;
    };
  }

  private void blocks(long imageSizeBytes) throws Ext4Exception {
    require(
        superblock.logBlockSize() <= MAX_LOG_BLOCK_SIZE,
        "log_block_size",
        superblock.logBlockSize());
    // Block 0 of 1 KiB is the boot sector's, the superblock's block comes after it.
    int expectedFirst = superblock.logBlockSize() == 0 ? 1 : 0;
    require(
        superblock.firstDataBlock() == expectedFirst,
        "first_data_block",
        superblock.firstDataBlock());
    require(
        superblock.blocksCount() > superblock.firstDataBlock(),
        "blocks_count",
        superblock.blocksCount());
    if (superblock.blocksCount() > imageSizeBytes / blockSizeBytes()) {
      throw damaged(
          "has %d blocks of %d bytes in an image of %d bytes"
              .formatted(superblock.blocksCount(), blockSizeBytes(), imageSizeBytes));
    }
  }

  private void inodes() throws Ext4Exception {
    int size = superblock.inodeSizeBytes();
    require(
        size >= InodeView.BASE_SIZE_BYTES
            && size <= blockSizeBytes()
            && Integer.bitCount(size) == 1,
        "inode_size",
        size);
    require(
        superblock.inodesPerGroup() >= blockSizeBytes() / size
            && superblock.inodesPerGroup() <= (long) BITS * blockSizeBytes(),
        "inodes_per_group",
        superblock.inodesPerGroup());
    require(superblock.firstInode() >= MIN_FIRST_INODE, "first_ino", superblock.firstInode());
  }

  private void groups() throws Ext4Exception {
    require(
        superblock.blocksPerGroup() > 0
            && superblock.blocksPerGroup() <= (long) BITS * blockSizeBytes(),
        "blocks_per_group",
        superblock.blocksPerGroup());
    long groups = superblock.groupsCount();
    if (groups > MAX_GROUPS) {
      throw unsupported("has " + groups + " groups of blocks, more than " + MAX_GROUPS);
    }
    require(
        superblock.inodesCount() == groups * superblock.inodesPerGroup(),
        "inodes_count",
        superblock.inodesCount());
    if (has(Feature.WIDE)) {
      int size = superblock.descriptorSizeBytes();
      require(
          size >= GroupDescriptorView.WIDE_SIZE_BYTES
              && size <= MAX_DESCRIPTOR_BYTES
              && Integer.bitCount(size) == 1,
          "desc_size",
          size);
    }
  }

  private static void require(boolean condition, String field, long value) throws Ext4Exception {
    if (!condition) {
      throw damaged("the superblock's " + field + " is " + Long.toUnsignedString(value));
    }
  }

  private int blockSizeBytes() {
    return Superblock.MIN_BLOCK_SIZE_BYTES << superblock.logBlockSize();
  }

  private boolean has(Feature feature) {
    return superblock.features().contains(feature);
  }
}
