package io.tinyvol.ext4.format;

import io.tinyvol.tree.Xattrs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The extended attributes of a file as ext4 keeps them (Documentation/filesystems/ext4,
 * attributes.rst): in the inode while there is room, then in a block, and the values that the block
 * has no room for in inodes of their own. Files with equal attributes may share an image, and its
 * block. Immutable.
 *
 * <p>Attributes are placed in the order that the kernel keeps in blocks ({@link XattrName}): the
 * inode takes those that fit whole in what is left there. The block has the entries of all others;
 * it takes the values that leave room for the entries to come.
 */
public final class XattrImage {
  /** How many inodes may share a block. */
  public static final int MAX_BLOCK_REFERENCES = 1024;

  private static final int MAGIC = 0xEA020000;
  private static final int HEADER_BYTES = 32;
  private static final int MAGIC_BYTES = Integer.BYTES;
  private static final int END_BYTES = Integer.BYTES;
  private static final int INODE_ROOM = InodeFormat.XATTR_BYTES - MAGIC_BYTES - END_BYTES;
  private static final int BLOCK_ROOM = BlockBytes.SIZE - HEADER_BYTES - END_BYTES;
  private static final int SECTORS_PER_BLOCK = 8;

  private final List<XattrEntry> inInode = new ArrayList<>();
  private final List<XattrEntry> inBlock = new ArrayList<>();
  private final List<byte[]> largeValues = new ArrayList<>();

  private XattrImage() {}

  /**
   * Places attributes.
   *
   * @throws NotEncodableException if ext4 does not know the namespace of one, an access control
   *     list is malformed, or there are too many of them
   */
  public static XattrImage of(Xattrs xattrs) throws NotEncodableException {
    XattrImage image = new XattrImage();
    List<XattrEntry> entries = new ArrayList<>();
    for (Xattrs.Xattr xattr : xattrs.list()) {
      entries.add(XattrEntry.of(xattr));
    }
    entries.sort(Comparator.comparing(XattrEntry::name));
    image.placeInBlock(image.placeInInode(entries));
    return image;
  }

  /** Returns those that do not fit. */
  private List<XattrEntry> placeInInode(List<XattrEntry> entries) {
    List<XattrEntry> others = new ArrayList<>();
    int room = INODE_ROOM;
    for (XattrEntry entry : entries) {
      int sizeBytes = entry.entryBytes() + entry.valueBytes();
      if (sizeBytes <= room) {
        room -= sizeBytes;
        inInode.add(entry);
      } else {
        others.add(entry);
      }
    }
    return others;
  }

  private void placeInBlock(List<XattrEntry> entries) throws NotEncodableException {
    int room = BLOCK_ROOM - entries.stream().mapToInt(XattrEntry::entryBytes).sum();
    if (room < 0) {
      throw new NotEncodableException(
          "%d extended attributes: their names need %d bytes more than a block has"
              .formatted(entries.size() + inInode.size(), -room));
    }
    for (XattrEntry entry : entries) {
      if (entry.valueBytes() <= room) {
        room -= entry.valueBytes();
        inBlock.add(entry);
      } else {
        inBlock.add(entry.asLarge(largeValues.size()));
        largeValues.add(entry.value());
      }
    }
  }

  /**
   * The values that need inodes of their own ({@link ValueInode}), in the order in which their
   * numbers are asked for. They must not be changed.
   */
  public List<byte[]> largeValues() {
    return Collections.unmodifiableList(largeValues);
  }

  /** Whether there is a block. */
  public boolean hasBlock() {
    return !inBlock.isEmpty();
  }

  /**
   * The sectors that the large values add to those of the file's own inode, as if they were not
   * shared, beside those they take in theirs.
   */
  public long largeValueSectors() {
    return largeValues.stream()
        .mapToLong(value -> Math.ceilDiv(value.length, BlockBytes.SIZE) * (long) SECTORS_PER_BLOCK)
        .sum();
  }

  /** What lies in the inode; empty if nothing does. */
  public byte[] inodeBytes() {
    if (inInode.isEmpty()) {
      return new byte[0];
    }
    byte[] area = new byte[InodeFormat.XATTR_BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, MAGIC);
    int at = MAGIC_BYTES;
    int valueAt = InodeFormat.XATTR_BYTES;
    for (XattrEntry entry : inInode) {
      valueAt -= entry.valueBytes();
      // Values lie after the word that begins the area, and entries here have no hash.
      entry.put(bytes, at, valueAt, valueAt - MAGIC_BYTES, 0);
      at += entry.entryBytes();
    }
    return area;
  }

  /**
   * Writes the block.
   *
   * @param valueInodes the inodes of the large values
   * @param references how many inodes share it, at most {@link #MAX_BLOCK_REFERENCES}
   * @param csumSeed the file system's checksum seed
   * @param blockNumber where it lies
   * @param block the 4096 bytes to write from index 0 on, little-endian
   */
  public void encodeBlock(
      int[] valueInodes, int references, int csumSeed, long blockNumber, ByteBuffer block) {
    BlockBytes.clear(block, 0, BlockBytes.SIZE);
    block.putInt(0, MAGIC);
    block.putInt(4, references);
    block.putInt(8, 1);
    int hash = 0;
    boolean unhashed = false;
    int at = HEADER_BYTES;
    int valueAt = BlockBytes.SIZE;
    for (XattrEntry entry : inBlock) {
      valueAt -= entry.isLarge() ? 0 : entry.valueBytes();
      int entryHash = entry.hash(csumSeed);
      entry.put(block, at, valueAt, valueAt, entryHash);
      if (entry.isLarge()) {
        entry.putInode(block, at, valueInodes);
      }
      hash = Integer.rotateLeft(hash, 16) ^ entryHash;
      unhashed |= entryHash == 0;
      at += entry.entryBytes();
    }
    // One entry without a hash leaves the block without one, which says that none shares it.
    block.putInt(12, unhashed ? 0 : hash);
    int checksum = Crc32c.ofLong(csumSeed, blockNumber);
    block.putInt(16, Crc32c.of(checksum, block, 0, BlockBytes.SIZE));
  }
}
