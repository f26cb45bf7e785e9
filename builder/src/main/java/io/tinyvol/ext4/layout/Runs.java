package io.tinyvol.ext4.layout;

import java.util.Arrays;

/**
 * Runs of blocks and what lies in them, packed. Each has an owner, and runs of one owner's content
 * are added in a row, in the order of its content. Not thread-safe.
 */
public final class Runs {
  private static final int INDEX_BITS = 28;
  private static final int PIECE_SHIFT = 16;
  private static final int FIRST_CAPACITY = 64;

  private long[] start = new long[FIRST_CAPACITY];
  private int[] length = new int[FIRST_CAPACITY];
  private int[] owner = new int[FIRST_CAPACITY];
  private Use[] use = new Use[FIRST_CAPACITY];
  private long[] offset = new long[FIRST_CAPACITY];
  private int size;

  /** What lies in a run. */
  public enum Use {
    /** The superblock or a copy, and group descriptors; the owner is the group. */
    SUPERBLOCK,
    /** The bitmap of a group's blocks. */
    BLOCK_BITMAP,
    /** The bitmap of a group's inodes. */
    INODE_BITMAP,
    /** The used part of a group's inode table. */
    INODE_TABLE,
    /** The content of a stream. */
    CONTENT,
    /** A node of a stream's extent tree. */
    EXTENT_NODE,
    /** A block of extended attributes; the owner is the block's index. */
    XATTR_BLOCK
  }

  /** Adds a run that starts with the block {@code itsOffset} of what its owner has. */
  public int add(long startBlock, int blockCount, Use what, int itsOwner, long itsOffset) {
    if (size == start.length) {
      int capacity = Math.min(size + size / 2, 1 << INDEX_BITS);
      start = Arrays.copyOf(start, capacity);
      length = Arrays.copyOf(length, capacity);
      owner = Arrays.copyOf(owner, capacity);
      use = Arrays.copyOf(use, capacity);
      offset = Arrays.copyOf(offset, capacity);
    }
    start[size] = startBlock;
    length[size] = blockCount;
    owner[size] = itsOwner;
    use[size] = what;
    offset[size] = itsOffset;
    return size++;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The first block of a run. */
  public long start(int run) {
    return start[run];
  }

  /** How many blocks it has. */
  public int length(int run) {
    return length[run];
  }

  /** Whose it is. */
  public int owner(int run) {
    return owner[run];
  }

  /** What lies in it. */
  public Use use(int run) {
    return use[run];
  }

  /** With which block of what its owner has a run starts; of files see {@link #pieceAt}. */
  public long offset(int run) {
    return offset[run];
  }

  /** Notes with which block of which piece of its file's content a run starts. */
  void setPiece(int run, int piece, int block) {
    offset[run] = ((long) piece << PIECE_SHIFT) | block;
  }

  /** With which piece of its file's content a run starts. */
  public int pieceAt(int run) {
    return (int) (offset[run] >>> PIECE_SHIFT);
  }

  /** And with which block of that piece. */
  public int blockOfPieceAt(int run) {
    return (int) offset[run] & ((1 << PIECE_SHIFT) - 1);
  }

  /** The runs by where they start. */
  public int[] inOrder() {
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = (start[i] << INDEX_BITS) | i;
    }
    Arrays.sort(keys);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = (int) keys[i] & ((1 << INDEX_BITS) - 1);
    }
    return order;
  }
}
