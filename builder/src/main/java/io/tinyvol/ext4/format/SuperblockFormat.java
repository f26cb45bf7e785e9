package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Writes the superblock of a file system as it is made (Documentation/filesystems/ext4/super.rst):
 * blocks of 4096 bytes, inodes of 256, descriptors of 64, clean and never mounted.
 */
public final class SuperblockFormat {
  /** How many words of the journal's inode the superblock has a copy of. */
  private static final int JOURNAL_BLOCK_BYTES = 60;

  private static final int LOG_BLOCK_SIZE = 2;
  private static final short NEVER_CHECK = -1;
  private static final short CLEAN = 1;
  private static final short CONTINUE_ON_ERRORS = 1;
  private static final int DYNAMIC_REVISION = 1;
  private static final int FIRST_INODE = 11;
  private static final int JOURNAL_INODE = 8;
  private static final byte HALF_MD4 = 1;
  private static final byte JOURNAL_INODE_BLOCKS = 1;
  private static final int USER_XATTR_AND_ACL = 0xC;
  private static final short EXTRA_INODE_BYTES = 32;
  private static final int UNSIGNED_HASH = 2;
  private static final byte LOG_GROUPS_PER_FLEX = 4;
  private static final byte CRC32C = 1;
  private static final int CHECKSUM_OFFSET = 0x3FC;

  private static final int COMPAT_JOURNAL = 0x4;
  private static final int COMPAT_RESIZE_INODE = 0x10;
  // ext_attr, dir_index
  private static final int COMPAT = 0x8 | 0x20;
  // filetype, extent, 64bit, flex_bg, metadata_csum_seed
  private static final int INCOMPAT = 0x2 | 0x40 | 0x80 | 0x200 | 0x2000;
  private static final int INCOMPAT_EA_INODE = 0x400;
  // sparse_super, large_file, huge_file, dir_nlink, extra_isize, metadata_csum
  private static final int RO_COMPAT = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x400;

  private SuperblockFormat() {}

  /**
   * What differs between file systems.
   *
   * @param blocksCount the number of blocks
   * @param freeBlocks how many of them are free
   * @param inodesCount the number of inodes
   * @param freeInodes how many of them are free
   * @param inodesPerGroup the number of inodes of each group
   * @param reservedBlocks the blocks set aside for group descriptors; 0 if there is no inode that
   *     has them
   * @param uuid the file system's id
   * @param hashSeed the seed of directory hashes
   * @param csumSeed the seed of checksums
   * @param label its name, at most 16 bytes of UTF-8
   * @param seconds when it was made
   * @param hasValueInodes whether attributes have values in inodes of their own
   * @param journalBytes the size of the journal, 0 if there is none
   * @param journalBlockField the block field of its inode, not changed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  public record Fields(
      long blocksCount,
      long freeBlocks,
      long inodesCount,
      long freeInodes,
      int inodesPerGroup,
      int reservedBlocks,
      UUID uuid,
      UUID hashSeed,
      int csumSeed,
      String label,
      long seconds,
      boolean hasValueInodes,
      long journalBytes,
      byte[] journalBlockField) {}

  /**
   * Writes the {@link Superblock#SIZE_BYTES} of the superblock or a copy.
   *
   * @param group the group that it is in
   * @param bytes a little-endian buffer, of zeros there
   * @param at where in it to write
   */
  public static void encode(Fields fields, int group, ByteBuffer bytes, int at) {
    putCounts(fields, bytes, at);
    putConstants(bytes, at);
    putFeatures(fields, bytes, at);
    putTimes(fields.seconds, bytes, at);
    bytes.putShort(at + 0x5A, (short) group);
    putUuid(fields.uuid, bytes, at + 0x68);
    bytes.put(at + 0x78, fields.label.getBytes(StandardCharsets.UTF_8));
    bytes.putShort(at + 0xCE, (short) fields.reservedBlocks);
    putUuid(fields.hashSeed, bytes, at + 0xEC);
    bytes.putInt(at + 0x270, fields.csumSeed);
    if (fields.journalBytes > 0) {
      bytes.putInt(at + 0xE0, JOURNAL_INODE);
      bytes.put(at + 0xFD, JOURNAL_INODE_BLOCKS);
      bytes.put(at + 0x10C, fields.journalBlockField, 0, JOURNAL_BLOCK_BYTES);
      bytes.putInt(at + 0x148, (int) (fields.journalBytes >>> Integer.SIZE));
      bytes.putInt(at + 0x14C, (int) fields.journalBytes);
    }
    bytes.putInt(at + CHECKSUM_OFFSET, Crc32c.of(-1, bytes, at, CHECKSUM_OFFSET));
  }

  private static void putCounts(Fields fields, ByteBuffer bytes, int at) {
    bytes.putInt(at, (int) fields.inodesCount);
    bytes.putInt(at + 0x4, (int) fields.blocksCount);
    bytes.putInt(at + 0xC, (int) fields.freeBlocks);
    bytes.putInt(at + 0x10, (int) fields.freeInodes);
    bytes.putInt(at + 0x28, fields.inodesPerGroup);
    bytes.putInt(at + 0x150, (int) (fields.blocksCount >>> Integer.SIZE));
    bytes.putInt(at + 0x158, (int) (fields.freeBlocks >>> Integer.SIZE));
  }

  private static void putConstants(ByteBuffer bytes, int at) {
    bytes.putInt(at + 0x18, LOG_BLOCK_SIZE);
    bytes.putInt(at + 0x1C, LOG_BLOCK_SIZE);
    bytes.putInt(at + 0x20, GroupDescriptorFormat.GROUP_BLOCKS);
    bytes.putInt(at + 0x24, GroupDescriptorFormat.GROUP_BLOCKS);
    bytes.putShort(at + 0x36, NEVER_CHECK);
    bytes.putShort(at + 0x38, (short) Superblock.MAGIC);
    bytes.putShort(at + 0x3A, CLEAN);
    bytes.putShort(at + 0x3C, CONTINUE_ON_ERRORS);
    bytes.putInt(at + 0x4C, DYNAMIC_REVISION);
    bytes.putInt(at + 0x54, FIRST_INODE);
    bytes.putShort(at + 0x58, (short) InodeFormat.SIZE_BYTES);
    bytes.put(at + 0xFC, HALF_MD4);
    bytes.putShort(at + 0xFE, (short) GroupDescriptorView.WIDE_SIZE_BYTES);
    bytes.putInt(at + 0x100, USER_XATTR_AND_ACL);
    bytes.putShort(at + 0x15C, EXTRA_INODE_BYTES);
    bytes.putShort(at + 0x15E, EXTRA_INODE_BYTES);
    bytes.putInt(at + 0x160, UNSIGNED_HASH);
    bytes.put(at + 0x174, LOG_GROUPS_PER_FLEX);
    bytes.put(at + 0x175, CRC32C);
  }

  private static void putFeatures(Fields fields, ByteBuffer bytes, int at) {
    int compat = COMPAT;
    compat |= fields.journalBytes > 0 ? COMPAT_JOURNAL : 0;
    compat |= fields.reservedBlocks > 0 ? COMPAT_RESIZE_INODE : 0;
    bytes.putInt(at + 0x5C, compat);
    bytes.putInt(at + 0x60, INCOMPAT | (fields.hasValueInodes ? INCOMPAT_EA_INODE : 0));
    bytes.putInt(at + 0x64, RO_COMPAT);
  }

  /** When it was written, checked and made; the upper bytes of each lie elsewhere. */
  private static void putTimes(long seconds, ByteBuffer bytes, int at) {
    byte high = (byte) (seconds >>> Integer.SIZE);
    bytes.putInt(at + 0x30, (int) seconds);
    bytes.putInt(at + 0x40, (int) seconds);
    bytes.putInt(at + 0x108, (int) seconds);
    bytes.put(at + 0x274, high);
    bytes.put(at + 0x276, high);
    bytes.put(at + 0x277, high);
  }

  private static void putUuid(UUID uuid, ByteBuffer bytes, int at) {
    ByteBuffer bigEndian = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    bigEndian.putLong(at, uuid.getMostSignificantBits());
    bigEndian.putLong(at + Long.BYTES, uuid.getLeastSignificantBits());
  }
}
