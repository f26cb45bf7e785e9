package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/** Writes wide group descriptors (Documentation/filesystems/ext4/group_descr.rst). */
public final class GroupDescriptorFormat {
  /** The size of a descriptor. */
  public static final int SIZE_BYTES = GroupDescriptorView.WIDE_SIZE_BYTES;

  /** The blocks of a group. */
  public static final int GROUP_BLOCKS = 1 << 15;

  /** No inode of the group is in use, and its bitmap of inodes was never written. */
  public static final int FLAG_INODES_UNUSED = 0x1;

  /** Only what the group itself needs is in use, and its bitmap of blocks was never written. */
  public static final int FLAG_BLOCKS_UNUSED = 0x2;

  /** The unused part of the inode table reads as zeros. */
  public static final int FLAG_TABLE_ZEROED = 0x4;

  private static final int CHECKSUM = 0x1E;
  private static final int UPPER = 0x20;

  private GroupDescriptorFormat() {}

  /**
   * What a descriptor says.
   *
   * @param blockBitmap the block of the bitmap of blocks
   * @param inodeBitmap the block of the bitmap of inodes
   * @param inodeTable the first block of the inode table
   * @param freeBlocks the free blocks
   * @param freeInodes the free inodes
   * @param directories the inodes that are directories
   * @param unusedInodes the inodes behind the last one in use
   * @param flags those above
   * @param blockBitmapChecksum the checksum of the bitmap of blocks, 0 if it was never written
   * @param inodeBitmapChecksum the checksum of the bitmap of inodes, likewise
   */
  public record Fields(
      long blockBitmap,
      long inodeBitmap,
      long inodeTable,
      int freeBlocks,
      int freeInodes,
      int directories,
      int unusedInodes,
      int flags,
      int blockBitmapChecksum,
      int inodeBitmapChecksum) {}

  /**
   * Writes a descriptor with its checksum.
   *
   * @param bytes a little-endian buffer, of zeros there
   * @param at where in it the descriptor begins
   */
  public static void encode(Fields fields, int csumSeed, int group, ByteBuffer bytes, int at) {
    putLong(bytes, at, fields.blockBitmap);
    putLong(bytes, at + 0x4, fields.inodeBitmap);
    putLong(bytes, at + 0x8, fields.inodeTable);
    putInt(bytes, at + 0xC, at + UPPER + 0xC, fields.freeBlocks);
    putInt(bytes, at + 0xE, at + UPPER + 0xE, fields.freeInodes);
    putInt(bytes, at + 0x10, at + UPPER + 0x10, fields.directories);
    bytes.putShort(at + 0x12, (short) fields.flags);
    putInt(bytes, at + 0x18, at + UPPER + 0x18, fields.blockBitmapChecksum);
    putInt(bytes, at + 0x1A, at + UPPER + 0x1A, fields.inodeBitmapChecksum);
    putInt(bytes, at + 0x1C, at + UPPER + 0x12, fields.unusedInodes);
    int crc = Crc32c.of(Crc32c.ofInt(csumSeed, group), bytes, at, SIZE_BYTES);
    bytes.putShort(at + CHECKSUM, (short) crc);
  }

  private static void putLong(ByteBuffer bytes, int at, long value) {
    bytes.putInt(at, (int) value);
    bytes.putInt(at + UPPER, (int) (value >>> Integer.SIZE));
  }

  private static void putInt(ByteBuffer bytes, int low, int high, int value) {
    bytes.putShort(low, (short) value);
    bytes.putShort(high, (short) (value >>> Short.SIZE));
  }
}
