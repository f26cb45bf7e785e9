package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/**
 * Writes inodes whose content is the value of an extended attribute (attributes.rst;
 * fs/ext4/xattr.c). They are regular files that no directory names; where others have times they
 * have a checksum of the value and the number of entries that share it.
 */
public final class ValueInode {
  private static final int MODE = 0100600;
  private static final int VERSION = 0x24;

  private ValueInode() {}

  /**
   * Writes one.
   *
   * @param value the value, which its extents hold
   * @param references how many entries name it, at least 1; that of a block counts once, however
   *     many files share the block
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
    InodeFields fields =
        new InodeFields(
            MODE,
            0,
            0,
            value.length,
            1,
            sectors,
            InodeFormat.FLAG_EXTENTS | InodeFormat.FLAG_EA_INODE,
            0,
            0,
            blockField,
            0,
            new byte[0]);
    InodeFormat.put(fields, bytes, at);
    // Seconds that are no time: the checksum, and the upper and lower half of the references.
    InodeTime checksum = InodeTime.nearest(Integer.toUnsignedLong(checksum(value, csumSeed)), 0);
    InodeFormat.putTime(
        checksum, bytes, at + InodeFormat.ACCESSED, at + InodeFormat.ACCESSED_EXTRA);
    bytes.putInt(at + VERSION, references);
    InodeFormat.seal(csumSeed, inode, bytes, at);
  }

  /** The checksum of a value, which stands for it in the hash of its entry too. */
  static int checksum(byte[] value, int csumSeed) {
    return Crc32c.of(csumSeed, value, 0, value.length);
  }
}
