package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/**
 * Writes inodes of 256 bytes (Documentation/filesystems/ext4/inodes.rst), all of generation 0, with
 * their checksums.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class InodeFormat {
  /** The size of an inode. */
  public static final int SIZE_BYTES = 256;

  /** How much of it extended attributes may take, with the word that begins them. */
  public static final int XATTR_BYTES = 96;

  /** The directory has a hashed index. */
  public static final int FLAG_INDEX = 0x1000;

  /** The space is counted in blocks. */
  public static final int FLAG_HUGE_FILE = 0x40000;

  /** The block field is the root of an extent tree. */
  public static final int FLAG_EXTENTS = 0x80000;

  /** The content is the value of an extended attribute. */
  public static final int FLAG_EA_INODE = 0x200000;

  private InodeFormat() {}

  /**
   * Writes an inode.
   *
   * @param csumSeed the file system's checksum seed
   * @param inode its number, the first of which is 1
   * @param bytes a little-endian buffer
   * @param at where in it the {@link #SIZE_BYTES} begin, all of which are written
   */
  public static void encode(InodeFields fields, int csumSeed, int inode, ByteBuffer bytes, int at) {
    throw new UnsupportedOperationException();
  }
}
