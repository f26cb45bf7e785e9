package io.tinyvol.ext4.layout;

/**
 * The groups of a file system with blocks of 4 KiB, as mke2fs would choose them.
 *
 * @param blocksCount the number of blocks
 * @param groupsCount the number of groups, the last of which may be shorter
 * @param inodesPerGroup the number of inodes of each group, a multiple of 64
 * @param descriptorBlocks the blocks of group descriptors behind the superblock and each copy
 * @param reservedBlocks the blocks behind those for descriptors of groups to come
 */
public record VolumeShape(
    long blocksCount,
    int groupsCount,
    int inodesPerGroup,
    int descriptorBlocks,
    int reservedBlocks) {
  /** The size of a block. */
  public static final int BLOCK_BYTES = 4096;

  /** The blocks of each group but the last: as many as a block has bits. */
  public static final int GROUP_BLOCKS = 8 * BLOCK_BYTES;

  /** The groups whose bitmaps and inode tables lie together. */
  public static final int FLEX_GROUPS = 16;

  /** The largest volume: its descriptors leave room for bitmaps in the first group. */
  public static final long MAX_BLOCKS = 1L << 35;

  private static final int INODES_PER_TABLE_BLOCK = 16;
  private static final int DESCRIPTORS_PER_BLOCK = 64;
  private static final int USUAL_INODES_PER_GROUP = 8192;
  private static final int MAX_INODES_PER_GROUP = 8 * BLOCK_BYTES;
  private static final long MAX_INODES = (1L << 32) - 1;
  private static final int GROWTH = 1024;
  private static final long MAX_GROWN_BLOCKS = (1L << 32) - 1;
  private static final int MAX_RESERVED_BLOCKS = 1024;
  // A last group that has no more than that beyond its tables is left out, as mke2fs does.
  private static final int LEAST_ROOM = 50;

  /** The shape of a volume of so many blocks that is to hold so many inodes. */
  static VolumeShape of(long volumeBlocks, long inodes) {
    long blocks = volumeBlocks;
    while (true) {
      VolumeShape shape = exactly(blocks, inodes);
      long tail = blocks % GROUP_BLOCKS;
      if (shape.groupsCount == 1
          || tail == 0
          || tail >= shape.fixedBlocks(shape.groupsCount - 1) + LEAST_ROOM) {
        return shape;
      }
      blocks -= tail;
    }
  }

  private static VolumeShape exactly(long blocks, long inodes) {
    int groups = (int) Math.ceilDiv(blocks, GROUP_BLOCKS);
    int descriptorBlocks = Math.ceilDiv(groups, DESCRIPTORS_PER_BLOCK);
    long grownGroups =
        Math.ceilDiv(
            blocks < MAX_GROWN_BLOCKS / GROWTH ? blocks * GROWTH : MAX_GROWN_BLOCKS, GROUP_BLOCKS);
    long reserved = Math.ceilDiv(grownGroups, DESCRIPTORS_PER_BLOCK) - descriptorBlocks;
    return new VolumeShape(
        blocks,
        groups,
        inodesPerGroup(blocks, groups, inodes),
        descriptorBlocks,
        Math.clamp(reserved, 0, MAX_RESERVED_BLOCKS));
  }

  private static int inodesPerGroup(long blocks, int groups, long inodes) {
    long wanted = inodes + inodes / 4;
    if (groups == 1) {
      long usual = blocks * USUAL_INODES_PER_GROUP / GROUP_BLOCKS;
      long most = Math.min(Math.max(wanted, usual), MAX_INODES_PER_GROUP);
      return Math.toIntExact(Math.ceilDiv(most, Long.SIZE) * Long.SIZE);
    }
    int each = USUAL_INODES_PER_GROUP;
    while (each < MAX_INODES_PER_GROUP && (long) groups * each < wanted) {
      each *= 2;
    }
    while ((long) groups * each > MAX_INODES) {
      each /= 2;
    }
    return each;
  }

  /** The number of inodes. */
  public long inodesCount() {
    return (long) groupsCount * inodesPerGroup;
  }

  /** The blocks of a group's inode table. */
  public int tableBlocks() {
    return inodesPerGroup / INODES_PER_TABLE_BLOCK;
  }

  /** The first block of a group. */
  public long groupStart(int group) {
    return (long) group * GROUP_BLOCKS;
  }

  /** How many blocks a group has. */
  public int groupBlocks(int group) {
    return (int) Math.min(GROUP_BLOCKS, blocksCount - groupStart(group));
  }

  /** The blocks of the superblock or its copy in a group, with all descriptors; 0 if none. */
  public int superblockBlocks(int group) {
    return hasSuperblock(group) ? 1 + descriptorBlocks + reservedBlocks : 0;
  }

  /** Whether a group has the superblock or a copy: the first two, and powers of 3, 5 and 7. */
  public static boolean hasSuperblock(int group) {
    return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
  }

  private static boolean isPower(int number, int base) {
    int rest = number;
    while (rest % base == 0) {
      rest /= base;
    }
    return rest == 1;
  }

  /** The blocks that a group takes, wherever they lie. */
  int fixedBlocks(int group) {
    return superblockBlocks(group) + 2 + tableBlocks();
  }

  /** The blocks that all groups take. */
  long fixedBlocks() {
    long blocks = 0;
    for (int group = 0; group < groupsCount; group++) {
      blocks += fixedBlocks(group);
    }
    return blocks;
  }
}
