package io.tinyvol.ext4.layout;

/**
 * Where the bitmaps and inode tables of all groups lie. Those of {@link VolumeShape#FLEX_GROUPS}
 * groups lie at the start of the first of them. In the very first group, what depends on the tree's
 * size comes in coarse steps: the place for descriptors, the area of metadata blocks, and room for
 * the tables of twice as many groups. So these lie where they lay when a tree grows a little.
 */
public final class FixedPlaces {
  private final VolumeShape shape;
  private final int firstFlex;
  private final long bitmaps;
  private final long metadataStart;
  private final long metadataBlocks;
  private final long dataStart;
  private final long[] tables;

  private FixedPlaces(VolumeShape shape, long metadata, boolean tight) {
    this.shape = shape;
    int groups = Math.min(shape.groupsCount(), VolumeShape.FLEX_GROUPS);
    this.firstFlex = tight ? groups : (int) Coarse.powerOfTwo(groups);
    int descriptors = shape.superblockBlocks(0);
    this.bitmaps = tight ? descriptors : Coarse.up(descriptors);
    this.tables = new long[shape.groupsCount()];
    long behindBitmaps = bitmaps + 2L * firstFlex;
    this.metadataBlocks = tight ? metadata : Coarse.up(metadata + metadata / 5);
    long behindTables = placeFirstTables(tight ? behindBitmaps : behindBitmaps + metadataBlocks);
    this.metadataStart = tight ? behindTables : behindBitmaps;
    this.dataStart = tight ? behindTables : Coarse.up(behindTables);
    placeOtherTables();
  }

  /**
   * The places in a volume, which must have room.
   *
   * @param metadata the number of blocks of metadata
   * @param content the number of all other blocks
   */
  static FixedPlaces of(VolumeShape shape, long metadata, long content) {
    FixedPlaces loose = new FixedPlaces(shape, metadata, false);
    int groups = Math.min(shape.groupsCount(), VolumeShape.FLEX_GROUPS);
    long before = shape.superblockBlocks(0) + (2L + shape.tableBlocks()) * groups;
    boolean fits = loose.dataStart + content + shape.fixedBlocks() - before <= shape.blocksCount();
    return fits ? loose : new FixedPlaces(shape, metadata, true);
  }

  private long placeFirstTables(long from) {
    long at = from;
    for (int group = 0; group < firstFlex; group++) {
      at = behindSuperblocks(at);
      if (group < tables.length) {
        tables[group] = at;
      }
      at += shape.tableBlocks();
    }
    return at;
  }

  private void placeOtherTables() {
    long at = 0;
    for (int group = firstFlex; group < tables.length; group++) {
      if (group % VolumeShape.FLEX_GROUPS == 0) {
        // No such group has a copy of the superblock: 3, 5 and 7 have odd powers only.
        at = shape.groupStart(group) + 2 * VolumeShape.FLEX_GROUPS;
      }
      at = behindSuperblocks(at);
      tables[group] = at;
      at += shape.tableBlocks();
    }
  }

  /** The first place for a table at or behind another that is not over a superblock's copy. */
  private long behindSuperblocks(long from) {
    long at = behindSuperblock(from, (int) (from / VolumeShape.GROUP_BLOCKS));
    int last = (int) ((at + shape.tableBlocks() - 1) / VolumeShape.GROUP_BLOCKS);
    return last == at / VolumeShape.GROUP_BLOCKS ? at : behindSuperblock(at, last);
  }

  private long behindSuperblock(long at, int group) {
    int blocks = shape.superblockBlocks(group);
    return blocks == 0 ? at : Math.max(at, shape.groupStart(group) + blocks);
  }

  /** The block of a group's bitmap of blocks. */
  public long blockBitmap(int group) {
    return bitmap(group, 0);
  }

  /** The block of a group's bitmap of inodes. */
  public long inodeBitmap(int group) {
    return bitmap(group, 1);
  }

  private long bitmap(int group, int which) {
    int inFlex = group % VolumeShape.FLEX_GROUPS;
    return group < VolumeShape.FLEX_GROUPS
        ? bitmaps + (long) which * firstFlex + inFlex
        : shape.groupStart(group - inFlex) + (long) which * VolumeShape.FLEX_GROUPS + inFlex;
  }

  /** The first block of a group's inode table. */
  public long inodeTable(int group) {
    return tables[group];
  }

  /** Where the area of metadata blocks starts. */
  long metadataStart() {
    return metadataStart;
  }

  /** How long that area is. */
  long metadataBlocks() {
    return metadataBlocks;
  }

  /** Where the area of data starts. */
  long dataStart() {
    return dataStart;
  }
}
