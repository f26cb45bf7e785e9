package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.joined;
import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;
import java.time.Instant;

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

  /** What {@link #mode} has of permissions, with the bits for set-id and sticky. */
  public static final int PERMISSION_BITS = 07777;

  private static final int BLOCK_FIELD_OFFSET = 0x28;
  private static final int MTIME_EXTRA_OFFSET = 0x88;
  private static final long FLAG_ENCRYPTED = 0x800;
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

  /** Whether the data is encrypted and, of a directory, the names in it. */
  public boolean isEncrypted() {
    return (flags() & FLAG_ENCRYPTED) != 0;
  }

  /** The owner. */
  public long uid() {
    return joined(u16(bytes, at + 0x78), u16(bytes, at + 0x2), 16);
  }

  /** The owning group. */
  public long gid() {
    return joined(u16(bytes, at + 0x7A), u16(bytes, at + 0x18), 16);
  }

  /**
   * When the data was last modified. Two bits of the seconds and the nanoseconds came later and lie
   * where only larger inodes have room (inodes.rst, "Inode Timestamps").
   */
  public Instant modified(int inodeSizeBytes) {
    long seconds = bytes.getInt(at + 0x10);
    if (fieldsEnd(inodeSizeBytes) < MTIME_EXTRA_OFFSET + Integer.BYTES) {
      return Instant.ofEpochSecond(seconds);
    }
    int extra = bytes.getInt(at + MTIME_EXTRA_OFFSET);
    return Instant.ofEpochSecond(seconds + ((extra & 3L) << 32), extra >>> 2);
  }

  /** Where the fields end, and the extended attributes may begin; at most the inode's size. */
  public int fieldsEnd(int inodeSizeBytes) {
    int extra = inodeSizeBytes > BASE_SIZE_BYTES ? u16(bytes, at + BASE_SIZE_BYTES) : 0;
    return Math.min(BASE_SIZE_BYTES + extra, inodeSizeBytes);
  }

  /** The major number of a device, in whichever of its two forms it is there. */
  public int deviceMajor() {
    int small = (int) blockPointer(0);
    return small != 0 ? small >>> 8 & 0xFF : (int) blockPointer(1) >>> 8 & 0xFFF;
  }

  /** The minor number of a device. */
  public int deviceMinor() {
    int small = (int) blockPointer(0);
    int large = (int) blockPointer(1);
    return small != 0 ? small & 0xFF : (large & 0xFF) | (large >>> 12 & 0xFFF00);
  }

  /** A copy of what begins in the block field, where short symlinks and inline data do. */
  public byte[] blockField(int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(at + BLOCK_FIELD_OFFSET + from, copy);
    return copy;
  }

  private long flags() {
    return u32(bytes, at + 0x20);
  }
}
