package io.tinyvol.ext4.format;

import io.tinyvol.tree.FileName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a directory (Documentation/filesystems/ext4/directory.rst): a list in one block, or
 * where that is too small a hashed index and its leaves. How many blocks there are follows from the
 * names; the inodes they name may be decided later, and each block is written by itself. Immutable.
 *
 * <p>The leaves of an index halve the space of hashes until what is left fits a block. So which
 * names share a leaf hardly changes with the other names of the directory, and most blocks of two
 * versions of it are the same.
 */
public final class DirectoryImage {
  /** The size of a block. */
  public static final int BLOCK_BYTES = 4096;

  private final List<FileName> names;

  /** Where the names lie, unless one block holds them. */
  private final @Nullable HashTree tree;

  private DirectoryImage(List<FileName> names, @Nullable HashTree tree) {
    this.names = names;
    this.tree = tree;
  }

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
   * @param names the names without "." and "..", each once; kept, not copied, and asked for at
   *     random
   * @param hashSeed the file system's seed of directory hashes
   * @throws NotEncodableException if an index of two levels is too small for them
   */
  public static DirectoryImage of(List<FileName> names, UUID hashSeed)
      throws NotEncodableException {
    long sizeBytes = EntryBlock.DOTS_BYTES;
    for (FileName name : names) {
      sizeBytes += EntryBlock.entryBytes(name.length());
    }
    boolean oneBlock = sizeBytes <= EntryBlock.ROOM_BYTES;
    return new DirectoryImage(names, oneBlock ? null : HashTree.of(names, hashSeed));
  }

  /** How many blocks it has. */
  public int blockCount() {
    return tree == null ? 1 : 1 + tree.nodeCount() + tree.leafCount();
  }

  /** Whether it has an index, which {@link InodeFormat#FLAG_INDEX} has to say. */
  public boolean isIndexed() {
    return tree != null;
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
    int inodeSeed = Crc32c.inodeSeed(csumSeed, self);
    if (tree == null) {
      EntryBlock entries = new EntryBlock(block);
      entries.addDots(self, parent);
      for (int i = 0; i < names.size(); i++) {
        entries.add(names.get(i), targets.inode(i), targets.fileType(i));
      }
      entries.finish(inodeSeed);
    } else if (index == 0) {
      IndexBlock.encodeRoot(tree, self, parent, inodeSeed, block);
    } else if (index <= tree.nodeCount()) {
      IndexBlock.encodeNode(tree, index - 1, inodeSeed, block);
    } else {
      int leaf = index - 1 - tree.nodeCount();
      EntryBlock entries = new EntryBlock(block);
      for (int i = tree.leafStart(leaf); i < tree.leafStart(leaf + 1); i++) {
        int entry = tree.entry(i);
        entries.add(names.get(entry), targets.inode(entry), targets.fileType(entry));
      }
      entries.finish(inodeSeed);
    }
  }

  /**
   * Writes a block of an empty directory of any number of blocks, as lost+found is: it has no
   * index, and only its first block has "." and "..". The parameters are those of {@link #encode}.
   */
  public static void encodeEmpty(int index, int self, int parent, int csumSeed, ByteBuffer block) {
    EntryBlock entries = new EntryBlock(block);
    if (index == 0) {
      entries.addDots(self, parent);
    }
    entries.finish(Crc32c.inodeSeed(csumSeed, self));
  }
}
