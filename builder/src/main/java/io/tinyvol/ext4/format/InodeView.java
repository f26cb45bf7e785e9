package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.joined;
import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;

/**
 * An inode in a buffer (Documentation/filesystems/ext4/inodes.rst).
 *
 * @param bytes the buffer, little-endian
 * @param at where the inode begins in it
 */
public record InodeView(ByteBuffer bytes, int at) {
  /** The size of the part that every inode has. */
  public static final int BASE_SIZE_BYTES = 128;

  /** The size of the field that holds block pointers, an extent tree's root or a short symlink. */
  public static final int BLOCK_FIELD_BYTES = 60;

  private static final int BLOCK_FIELD_OFFSET = 0x28;
  private static final long FLAG_EXTENTS = 0x80000;
  private static final long FLAG_INLINE_DATA = 0x10000000;

  /** Type and permissions, as in struct stat. */
  public int mode() {
    return u16(bytes, at);
  }

  /** The number of directory entries that name the inode; 0 if it is free. */
  public int linksCount() {
    return u16(bytes, at + 0x1A);
  }

  /** The low 32 bits of the size, which are all of it unless the file may be large. */
  public long sizeLowBytes() {
    return u32(bytes, at + 0x4);
  }

  /** The size, of a file that may be large; negative if the field has its top bit set. */
  public long sizeBytes() {
    return joined(u32(bytes, at + 0x6C), sizeLowBytes(), 32);
  }

  /** Whether the block field holds the root of an extent tree. */
  public boolean hasExtents() {
    return (flags() & FLAG_EXTENTS) != 0;
  }

  /** Whether the data lies in the inode itself. */
  public boolean hasInlineData() {
    return (flags() & FLAG_INLINE_DATA) != 0;
  }

  /** The extent tree's root. */
  public ExtentNodeView extentRoot() {
    return new ExtentNodeView(bytes, at + BLOCK_FIELD_OFFSET, BLOCK_FIELD_BYTES);
  }

  /** One of the 15 pointers of a block map; 0 is a hole. */
  public long blockPointer(int index) {
    return u32(bytes, at + BLOCK_FIELD_OFFSET + Integer.BYTES * index);
  }

  private long flags() {
    return u32(bytes, at + 0x20);
  }
}
