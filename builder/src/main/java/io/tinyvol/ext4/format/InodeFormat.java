package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/**
 * Writes inodes of 256 bytes (Documentation/filesystems/ext4/inodes.rst), all of generation 0, with
 * their checksums.
 */
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

  static final int ACCESSED = 0x8;
  static final int ACCESSED_EXTRA = 0x8C;
  static final int CHANGED = 0xC;
  static final int CHANGED_EXTRA = 0x84;
  private static final int MODIFIED = 0x10;
  private static final int MODIFIED_EXTRA = 0x88;
  private static final int CREATED = 0x90;
  private static final int CREATED_EXTRA = 0x94;
  private static final int CHECKSUM_LOW = 0x7C;
  private static final int CHECKSUM_HIGH = 0x82;
  private static final int EXTRA_FIELDS_BYTES = 32;
  private static final int XATTRS_OFFSET = InodeView.BASE_SIZE_BYTES + EXTRA_FIELDS_BYTES;
  private static final int SECTORS_PER_BLOCK = 8;
  private static final long MAX_SECTORS = (1L << 48) - 1;

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
    put(fields, bytes, at);
    seal(csumSeed, inode, bytes, at);
  }

  /** Writes an inode without its checksum. */
  static void put(InodeFields fields, ByteBuffer bytes, int at) {
    BlockBytes.clear(bytes, at, SIZE_BYTES);
    bytes.putShort(at, (short) fields.mode());
    bytes.putShort(at + 0x2, (short) fields.uid());
    bytes.putShort(at + 0x78, (short) (fields.uid() >>> 16));
    bytes.putShort(at + 0x18, (short) fields.gid());
    bytes.putShort(at + 0x7A, (short) (fields.gid() >>> 16));
    bytes.putInt(at + 0x4, (int) fields.sizeBytes());
    bytes.putInt(at + 0x6C, (int) (fields.sizeBytes() >>> 32));
    bytes.putShort(at + 0x1A, (short) fields.links());
    putSpace(fields, bytes, at);
    bytes.put(at + 0x28, fields.blockField(), 0, InodeView.BLOCK_FIELD_BYTES);
    bytes.putInt(at + 0x68, (int) fields.xattrBlock());
    bytes.putShort(at + 0x76, (short) (fields.xattrBlock() >>> 32));
    bytes.putShort(at + InodeView.BASE_SIZE_BYTES, (short) EXTRA_FIELDS_BYTES);
    InodeTime time = InodeTime.nearest(fields.seconds(), fields.nanos());
    putTime(time, bytes, at + ACCESSED, at + ACCESSED_EXTRA);
    putTime(time, bytes, at + CHANGED, at + CHANGED_EXTRA);
    putTime(time, bytes, at + MODIFIED, at + MODIFIED_EXTRA);
    putTime(time, bytes, at + CREATED, at + CREATED_EXTRA);
    bytes.put(at + XATTRS_OFFSET, fields.xattrs());
  }

  /** Writes the checksum of an inode, half of which lies among the fields that came later. */
  static void seal(int csumSeed, int inode, ByteBuffer bytes, int at) {
    bytes.putShort(at + CHECKSUM_LOW, (short) 0);
    bytes.putShort(at + CHECKSUM_HIGH, (short) 0);
    int checksum = Crc32c.of(Crc32c.inodeSeed(csumSeed, inode), bytes, at, SIZE_BYTES);
    bytes.putShort(at + CHECKSUM_LOW, (short) checksum);
    bytes.putShort(at + CHECKSUM_HIGH, (short) (checksum >>> 16));
  }

  /** The field has 48 bits; what does not fit them as sectors is given in blocks. */
  private static void putSpace(InodeFields fields, ByteBuffer bytes, int at) {
    boolean huge = fields.sectors() > MAX_SECTORS;
    long space = huge ? fields.sectors() / SECTORS_PER_BLOCK : fields.sectors();
    bytes.putInt(at + 0x1C, (int) space);
    bytes.putShort(at + 0x74, (short) (space >>> 32));
    bytes.putInt(at + 0x20, huge ? fields.flags() | FLAG_HUGE_FILE : fields.flags());
  }

  static void putTime(InodeTime time, ByteBuffer bytes, int at, int extraAt) {
    bytes.putInt(at, time.low());
    bytes.putInt(extraAt, time.extra());
  }
}
