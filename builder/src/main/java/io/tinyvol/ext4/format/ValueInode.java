package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/**
 * Writes inodes whose content is the value of an extended attribute (attributes.rst;
 * fs/ext4/xattr.c). They are regular files that no directory names; where others have times they
 * have a checksum of the value and the number of attributes that share it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ValueInode {
  private ValueInode() {}

  /**
   * Writes one.
   *
   * @param value the value, which its extents hold
   * @param references how many attributes have it, at least 1
   * @param sectors the space it takes in units of 512 bytes
   * @param blockField the root of its extent tree
   * @param csumSeed the file system's checksum seed
   * @param inode its number
   * @param bytes a little-endian buffer
   * @param at where in it the {@link InodeFormat#SIZE_BYTES} begin
   */
  public static void encode(
      byte[] value,
      int references,
      long sectors,
      byte[] blockField,
      int csumSeed,
      int inode,
      ByteBuffer bytes,
      int at) {
    throw new UnsupportedOperationException();
  }
}
