package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.joined;
import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;

/**
 * A group descriptor in a buffer (Documentation/filesystems/ext4/group_descr.rst).
 *
 * @param bytes the buffer, little-endian
 * @param at where the descriptor begins in it
 * @param wide whether it has the second 32 bytes
 */
public record GroupDescriptorView(ByteBuffer bytes, int at, boolean wide) {
  /** The size of a descriptor that is not wide. */
  public static final int BASE_SIZE_BYTES = 32;

  /** The least size of a wide descriptor. */
  public static final int WIDE_SIZE_BYTES = 64;

  private static final int INODE_TABLE_UNINIT = 0x1;
  private static final int BLOCK_BITMAP_UNINIT = 0x2;

  /** The block of the group's bitmap of blocks; negative if the field has its top bit set. */
  public long blockBitmapBlock() {
    return joined(wide ? u32(bytes, at + 0x20) : 0, u32(bytes, at), 32);
  }

  /** Whether no block was ever taken in the group, so that its bitmap may hold anything. */
  public boolean blockBitmapUninitialised() {
    return (u16(bytes, at + 0x12) & BLOCK_BITMAP_UNINIT) != 0;
  }

  /** How many of the group's blocks are free. */
  public long freeBlocks() {
    return joined(wide ? u16(bytes, at + 0x2C) : 0, u16(bytes, at + 0xC), 16);
  }

  /** Whether this is the checksum of the bitmap of blocks, as far as there is room for it. */
  public boolean hasBlockBitmapChecksum(int checksum) {
    boolean low = u16(bytes, at + 0x18) == (checksum & 0xFFFF);
    return low && (!wide || u16(bytes, at + 0x38) == checksum >>> 16);
  }

  /** The first block of the group's inode table; negative if the field has its top bit set. */
  public long inodeTableBlock() {
    return joined(wide ? u32(bytes, at + 0x28) : 0, u32(bytes, at + 0x8), 32);
  }

  /** Whether no inode of the group was ever used, so that its table may hold anything. */
  public boolean inodeTableUninitialised() {
    return (u16(bytes, at + 0x12) & INODE_TABLE_UNINIT) != 0;
  }

  /** How many inodes at the end of the table were never used. */
  public long unusedInodes() {
    return joined(wide ? u16(bytes, at + 0x32) : 0, u16(bytes, at + 0x1C), 16);
  }
}
