package io.tinyvol.ext4;

import io.tinyvol.ext4.format.Feature;
import io.tinyvol.ext4.format.GroupDescriptorView;
import io.tinyvol.ext4.format.Superblock;
import java.util.Set;
import java.util.UUID;

/**
 * The shape of a file system, as its superblock gives it and as it was found to be possible.
 *
 * @param blockSizeBytes the size of a block, 1 KiB to 64 KiB
 * @param blocksCount the number of blocks
 * @param firstDataBlock the block that group 0 begins with: 1 with blocks of 1 KiB, else 0
 * @param blocksPerGroup the number of blocks of each group but the last
 * @param groupsCount the number of groups
 * @param inodesCount the number of inodes, used or not
 * @param inodesPerGroup the number of inodes of each group
 * @param inodeSizeBytes the size of an inode
 * @param descriptorSizeBytes the size of a group descriptor
 * @param uuid the file system's id
 * @param label the file system's name, often empty
 * @param features the features it has
 */
public record Geometry(
    int blockSizeBytes,
    long blocksCount,
    long firstDataBlock,
    long blocksPerGroup,
    int groupsCount,
    long inodesCount,
    int inodesPerGroup,
    int inodeSizeBytes,
    int descriptorSizeBytes,
    UUID uuid,
    String label,
    Set<Feature> features) {

  /** From a superblock that {@link SuperblockCheck} has passed. */
  static Geometry of(Superblock superblock) {
    return new Geometry(
        Superblock.MIN_BLOCK_SIZE_BYTES << superblock.logBlockSize(),
        superblock.blocksCount(),
        superblock.firstDataBlock(),
        superblock.blocksPerGroup(),
        (int) superblock.groupsCount(),
        superblock.inodesCount(),
        (int) superblock.inodesPerGroup(),
        superblock.inodeSizeBytes(),
        superblock.features().contains(Feature.WIDE)
            ? superblock.descriptorSizeBytes()
            : GroupDescriptorView.BASE_SIZE_BYTES,
        superblock.uuid(),
        superblock.label(),
        superblock.features());
  }

  /** The size of the file system, which its image may exceed. */
  public long sizeBytes() {
    return blocksCount * blockSizeBytes;
  }

  /** Whether the file system has a feature. */
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** The number of blocks that a group's inode table takes. */
  long inodeTableBlocks() {
    return Math.ceilDiv((long) inodesPerGroup * inodeSizeBytes, blockSizeBytes);
  }

  /**
   * Whether blocks can belong to a file or to a table. The kernel has the same rule: what lies up
   * to the superblock's block never does.
   */
  boolean mayHold(long block, long blockCount) {
    return block > firstDataBlock && block < blocksCount && blockCount <= blocksCount - block;
  }
}
