package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.ExtentTreeImage;
import io.tinyvol.tree.FileContent;

/**
 * What a tree needs of any volume.
 *
 * @param inodes the number of inodes, with the reserved ones
 * @param metadataBlocks the blocks of directories, extent trees, extended attributes and targets of
 *     symbolic links
 * @param dataBlocks the blocks of regular files
 * @param journal how long the journal is to be
 */
record Demand(long inodes, long metadataBlocks, long dataBlocks, JournalSize journal) {
  private static final int MIB_BLOCKS = 256;

  /** Volumes differ by a sixteenth or more, so that a tree that grows a little keeps its places. */
  private static final int SIZE_STEP_BITS = 4;

  // s_maxbytes of fs/ext4/super.c: the last logical block is never used.
  private static final long MAX_FILE_BYTES = 0xFFFFFFFFL * VolumeShape.BLOCK_BYTES;

  static Demand of(Streams streams, JournalSize journal) throws Ext4LayoutException {
    // Root and lost+found are among the reserved, journal and growth as well.
    long inodes = InodeNumbers.LOST_AND_FOUND + streams.count() - 4L;
    // One for the blocks set aside for growth.
    long metadata = streams.xattrs().blocks() + 1L;
    long data = 0;
    for (int stream = 0; stream < streams.count(); stream++) {
      FileContent content = streams.fileContent(stream);
      long blocks = streams.blocks(stream);
      if (content == null) {
        metadata += blocks;
      } else {
        data += blocks;
        checkSize(streams, stream, content);
      }
      metadata += ExtentTreeImage.nodeCount(streams.leastExtents(stream));
    }
    return new Demand(inodes, metadata, data, journal);
  }

  private static void checkSize(Streams streams, int stream, FileContent content)
      throws Ext4LayoutException {
    if (content.sizeBytes() > MAX_FILE_BYTES) {
      throw new Ext4LayoutException(
          "%s: it has %d bytes; files on ext4 can have %d"
              .formatted(streams.inventory().path(stream), content.sizeBytes(), MAX_FILE_BYTES));
    }
  }

  /** The shape of a volume of some blocks. */
  VolumeShape shape(long volumeBlocks) {
    return VolumeShape.of(volumeBlocks, inodes);
  }

  /** The blocks of the journal: one whose size may be chosen is as short as there is room. */
  int journalBlocks(VolumeShape shape) {
    int blocks = journal.blocks(shape.blocksCount());
    if (journal.bytes().isPresent()) {
      return blocks;
    }
    long room = shape.blocksCount() - blocksWithoutJournal(shape);
    while (blocks > room && blocks >= JournalSize.MIN_BLOCKS) {
      blocks /= 2;
    }
    return blocks >= JournalSize.MIN_BLOCKS ? blocks : 0;
  }

  private long blocksWithoutJournal(VolumeShape shape) {
    return shape.fixedBlocks() + metadataBlocks + dataBlocks;
  }

  /** The blocks that are in use in a volume of that shape. */
  long blocksIn(VolumeShape shape) {
    return blocksWithoutJournal(shape) + journalBlocks(shape);
  }

  boolean fits(VolumeShape shape) {
    return inodes <= shape.inodesCount() && blocksIn(shape) <= shape.blocksCount();
  }

  /** The least volume that has room, in blocks. */
  long leastBlocks() {
    long blocks = metadataBlocks + dataBlocks;
    while (blocks <= VolumeShape.MAX_BLOCKS) {
      VolumeShape shape = shape(blocks);
      if (fits(shape)) {
        return blocks;
      }
      long missing = Math.max(blocksIn(shape) - shape.blocksCount(), 1);
      boolean needsGroups = inodes > shape.inodesCount();
      blocks += needsGroups ? Math.max(missing, VolumeShape.GROUP_BLOCKS) : missing;
    }
    return blocks;
  }

  /** The volume that what the tree takes and half as much again fit in, in blocks: whole MiB. */
  long usualBlocks() {
    long blocks = Math.max(leastBlocks(), MIB_BLOCKS);
    while (true) {
      VolumeShape shape = shape(blocks);
      long used = blocksWithoutJournal(shape) + journal.blocks(shape.blocksCount());
      long wanted = used + used / 2;
      if (wanted <= blocks) {
        return blocks;
      }
      blocks = Math.ceilDiv(Coarse.up(wanted, SIZE_STEP_BITS), MIB_BLOCKS) * MIB_BLOCKS;
    }
  }
}
