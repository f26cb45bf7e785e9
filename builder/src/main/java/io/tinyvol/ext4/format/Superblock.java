package io.tinyvol.ext4.format;

import static io.tinyvol.ext4.format.Unsigned.joined;
import static io.tinyvol.ext4.format.Unsigned.u16;
import static io.tinyvol.ext4.format.Unsigned.u32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/**
 * What a superblock says (Documentation/filesystems/ext4/super.rst), true or not.
 *
 * @param inodesCount the number of inodes
 * @param blocksCount the number of blocks; negative if the field has its top bit set
 * @param firstDataBlock the block that group 0 begins with
 * @param logBlockSize the block size, as the power of two to multiply 1024 by
 * @param blocksPerGroup the number of blocks of each group but the last
 * @param inodesPerGroup the number of inodes of each group
 * @param magic {@link #MAGIC}
 * @param state bits: whether it was unmounted cleanly, whether errors were found
 * @param revision 0, with inodes of a fixed size, or 1
 * @param firstInode the first inode that is not reserved
 * @param inodeSizeBytes the size of an inode
 * @param features the features it declares
 * @param unknownIncompatBits those it declares that have no name, and that forbid reading
 * @param uuid the file system's id
 * @param label the file system's name, often empty
 * @param descriptorSizeBytes the size of a group descriptor, if the feature 64bit is set
 * @param firstMetaGroup the first block of descriptors that lies near its groups, if the feature
 *     meta_bg is set
 * @param backupGroup0 a group with a copy of the superblock, if the feature sparse_super2 is set
 * @param backupGroup1 the other group with a copy, likewise
 * @param checksumSeed the seed of all checksums, if the feature metadata_csum_seed is set
 */
public record Superblock(
    long inodesCount,
    long blocksCount,
    long firstDataBlock,
    long logBlockSize,
    long blocksPerGroup,
    long inodesPerGroup,
    int magic,
    int state,
    long revision,
    long firstInode,
    int inodeSizeBytes,
    Set<Feature> features,
    int unknownIncompatBits,
    UUID uuid,
    String label,
    int descriptorSizeBytes,
    long firstMetaGroup,
    long backupGroup0,
    long backupGroup1,
    int checksumSeed) {

  /** Where the superblock begins, whatever the block size. */
  public static final int OFFSET_BYTES = 1024;

  /** How long it is. */
  public static final int SIZE_BYTES = 1024;

  /** The least size of a block, which the other sizes are multiples of. */
  public static final int MIN_BLOCK_SIZE_BYTES = 1024;

  /** What {@link #magic} is in every ext2, ext3 and ext4. */
  public static final int MAGIC = 0xEF53;

  private static final int STATE_UNMOUNTED = 1;
  private static final int STATE_ERRORS = 2;

  private static final int LABEL_OFFSET = 0x78;
  private static final int LABEL_BYTES = 16;

  /** Decodes the {@link #SIZE_BYTES} at the start of {@code bytes}. */
  public static Superblock decode(ByteBuffer bytes) {
    int incompat = bytes.getInt(0x60);
    Set<Feature> features = Feature.decode(bytes.getInt(0x5C), incompat, bytes.getInt(0x64));
    long highBlocks = features.contains(Feature.WIDE) ? u32(bytes, 0x150) : 0;
    long revision = u32(bytes, 0x4C);
    return new Superblock(
        u32(bytes, 0x0),
        joined(highBlocks, u32(bytes, 0x4), 32),
        u32(bytes, 0x14),
        u32(bytes, 0x18),
        u32(bytes, 0x20),
        u32(bytes, 0x28),
        u16(bytes, 0x38),
        u16(bytes, 0x3A),
        revision,
        revision == 0 ? 11 : u32(bytes, 0x54),
        revision == 0 ? InodeView.BASE_SIZE_BYTES : u16(bytes, 0x58),
        Set.copyOf(features),
        Feature.unknownIncompat(incompat),
        uuid(bytes),
        label(bytes),
        u16(bytes, 0xFE),
        u32(bytes, 0x104),
        u32(bytes, 0x24C),
        u32(bytes, 0x250),
        bytes.getInt(0x270));
  }

  /** The number of groups, the last of which may be shorter. Needs {@link #blocksPerGroup} > 0. */
  public long groupsCount() {
    return Math.ceilDiv(blocksCount - firstDataBlock, blocksPerGroup);
  }

  /** Whether it was unmounted cleanly, has no errors, and its journal has nothing to be done. */
  public boolean isClean() {
    return (state & (STATE_UNMOUNTED | STATE_ERRORS)) == STATE_UNMOUNTED
        && !features.contains(Feature.NEEDS_RECOVERY);
  }

  /** What the checksums of all metadata start from, where they are CRC-32C. */
  public int checksumStart() {
    if (features.contains(Feature.METADATA_CSUM_SEED)) {
      return checksumSeed;
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return Crc32c.of(-1, bytes.array(), 0, bytes.capacity());
  }

  private static UUID uuid(ByteBuffer bytes) {
    ByteBuffer bigEndian = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    return new UUID(bigEndian.getLong(0x68), bigEndian.getLong(0x70));
  }

  private static String label(ByteBuffer bytes) {
    byte[] text = new byte[LABEL_BYTES];
    bytes.get(LABEL_OFFSET, text);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }
}
