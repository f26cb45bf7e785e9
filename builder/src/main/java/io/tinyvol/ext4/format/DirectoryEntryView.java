package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;

/**
 * A directory entry in a buffer (Documentation/filesystems/ext4/directory.rst). The index blocks of
 * hashed directories and the checksums at the ends of blocks look like entries of inode 0.
 *
 * @param bytes the buffer, little-endian
 * @param at where the entry begins in it
 */
public record DirectoryEntryView(ByteBuffer bytes, int at) {
  /** The size of an entry without its name. */
  public static final int HEADER_BYTES = 8;

  /** The size of the smallest entry, that of a name of up to four bytes. */
  public static final int MIN_BYTES = 12;

  /** The longest name. */
  public static final int MAX_NAME_BYTES = 255;

  private static final int LARGEST_BLOCK_BYTES = 1 << 16;

  /** The inode that the entry names; 0 if it is not in use. */
  public long inode() {
    return u32(bytes, at);
  }

  /**
   * The distance to the next entry. In blocks of 64 KiB the two lowest bits, always 0, are lent to
   * the distances that need 17 (fs/ext4/ext4.h, ext4_rec_len_from_disk).
   */
  public int recordBytes(int blockSizeBytes) {
    int stored = u16(bytes, at + 4);
    if (blockSizeBytes < LARGEST_BLOCK_BYTES) {
      return stored;
    }
    if (stored == 0 || stored == 0xFFFF) {
      return blockSizeBytes;
    }
    return (stored & 0xFFFC) | ((stored & 3) << 16);
  }

  /** The length of the name, whose upper byte became the file's type with a feature. */
  public int nameBytes(boolean hasFileType) {
    return hasFileType ? Byte.toUnsignedInt(bytes.get(at + 6)) : u16(bytes, at + 6);
  }

  /** A copy of the name. */
  public byte[] name(int nameBytes) {
    byte[] name = new byte[nameBytes];
    bytes.get(at + HEADER_BYTES, name);
    return name;
  }
}
