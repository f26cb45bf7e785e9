package io.tinyvol.ext4.format;

import io.tinyvol.tree.FileName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * The blocks of a directory (Documentation/filesystems/ext4/directory.rst): a list in one block, or
 * where that is too small a hashed index and its leaves. How many blocks there are follows from the
 * names; the inodes they name may be decided later, and each block is written by itself. Immutable.
 *
 * <p>The leaves of an index halve the space of hashes until what is left fits a block. So which
 * names share a leaf hardly changes with the other names of the directory, and most blocks of two
 * versions of it are the same.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class DirectoryImage {
  /** The size of a block. */
  public static final int BLOCK_BYTES = 4096;

  private DirectoryImage() {}

  /** What entries name. */
  public interface Targets {
    /** The inode that an entry names, by its index in the list of names. */
    int inode(int entry);

    /** That inode's {@link FileType}. */
    byte fileType(int entry);
  }

  /**
   * Plans a directory.
   *
   * @param names the names without "." and "..", each once; kept, not copied
   * @param hashSeed the file system's seed of directory hashes
   * @throws NotEncodableException if an index of two levels is too small for them
   */
  public static DirectoryImage of(List<FileName> names, UUID hashSeed)
      throws NotEncodableException {
    throw new UnsupportedOperationException();
  }

  /** How many blocks it has. */
  public int blockCount() {
    throw new UnsupportedOperationException();
  }

  /** Whether it has an index, which {@link InodeFormat#FLAG_INDEX} has to say. */
  public boolean isIndexed() {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes a block.
   *
   * @param index which, from 0 on
   * @param self the directory's inode
   * @param parent its parent's inode
   * @param targets what the entries name
   * @param csumSeed the file system's checksum seed
   * @param block the 4096 bytes to write from index 0 on, little-endian
   */
  public void encode(
      int index, int self, int parent, Targets targets, int csumSeed, ByteBuffer block) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes a block of an empty directory of any number of blocks, as lost+found is: it has no
   * index, and only its first block has "." and "..". The parameters are those of {@link #encode}.
   */
  public static void encodeEmpty(int index, int self, int parent, int csumSeed, ByteBuffer block) {
    throw new UnsupportedOperationException();
  }
}
