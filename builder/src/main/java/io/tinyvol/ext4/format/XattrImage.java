package io.tinyvol.ext4.format;

import io.tinyvol.tree.Xattrs;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The extended attributes of a file as ext4 keeps them (Documentation/filesystems/ext4,
 * attributes.rst): in the inode while there is room, then in a block, and the values that the block
 * has no room for in inodes of their own. Equal attributes give equal images, so that files may
 * share a block. Immutable.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class XattrImage {
  /** How many inodes may share a block. */
  public static final int MAX_BLOCK_REFERENCES = 1024;

  private XattrImage() {}

  /**
   * Places attributes.
   *
   * @throws NotEncodableException if ext4 does not know the namespace of one, an access control
   *     list is malformed, or there are too many of them
   */
  public static XattrImage of(Xattrs xattrs) throws NotEncodableException {
    throw new UnsupportedOperationException();
  }

  /**
   * The values that need inodes of their own ({@link ValueInode}), in the order in which their
   * numbers are asked for. They must not be changed.
   */
  public List<byte[]> largeValues() {
    throw new UnsupportedOperationException();
  }

  /** Whether there is a block. */
  public boolean hasBlock() {
    throw new UnsupportedOperationException();
  }

  /**
   * The sectors that the large values add to those of the file's own inode, beside those they take
   * in theirs.
   */
  public long largeValueSectors() {
    throw new UnsupportedOperationException();
  }

  /**
   * What lies in the inode; empty if nothing does.
   *
   * @param valueInodes the inodes of the large values
   * @param csumSeed the file system's checksum seed
   */
  public byte[] inodeBytes(int[] valueInodes, int csumSeed) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
