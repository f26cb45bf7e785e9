package io.tinyvol.builder.dir;

/**
 * How large an ext4 file system has to be: estimates on the safe side.
 *
 * @param sizeBytes of the file system
 * @param inodes that it is made with
 */
record FilesystemSize(long sizeBytes, long inodes) {
  private static final long MIB = 1 << 20;
  private static final int INODE_BYTES = 256;

  /** mke2fs's default share: an inode for so many bytes. */
  private static final int BYTES_AN_INODE = 16384;

  /** The smallest that holds a tree, by our estimate. */
  static FilesystemSize smallestFor(TreeSurvey tree) {
    long inodes = tree.entries() + tree.entries() / 8 + 64;
    // Bitmaps, descriptors and room for their growth are near a hundredth.
    long bytes = tree.contentBytes() + inodes * INODE_BYTES;
    bytes += bytes / 64 + 2 * MIB;
    bytes += journalBytes(bytes);
    return new FilesystemSize(roundUp(bytes), inodes);
  }

  /** A file system of a given size, with enough inodes for the tree. */
  static FilesystemSize of(long sizeBytes, TreeSurvey tree) {
    long inodes = Math.max(smallestFor(tree).inodes(), sizeBytes / BYTES_AN_INODE);
    return new FilesystemSize(sizeBytes, inodes);
  }

  /** A fifth more than the content, for what the guest will write. */
  static FilesystemSize withRoomFor(TreeSurvey tree) {
    long bytes = smallestFor(tree).sizeBytes();
    return of(roundUp(bytes + bytes / 5), tree);
  }

  /** The next one to try where this turned out too small. */
  FilesystemSize larger() {
    return new FilesystemSize(roundUp(sizeBytes + sizeBytes / 4), inodes + inodes / 4);
  }

  /** What mke2fs takes for a journal, ext2fs_default_journal_size() in e2fsprogs. */
  private static long journalBytes(long bytes) {
    long blocks = bytes / 4096;
    if (blocks < 2048) {
      return 0;
    }
    if (blocks < 32768) {
      return 4 * MIB;
    }
    if (blocks < 256 * 1024) {
      return 16 * MIB;
    }
    if (blocks < 512 * 1024) {
      return 32 * MIB;
    }
    return blocks < 4096 * 1024 ? 64 * MIB : 1024 * MIB;
  }

  private static long roundUp(long bytes) {
    return Math.ceilDiv(bytes, MIB) * MIB;
  }
}
