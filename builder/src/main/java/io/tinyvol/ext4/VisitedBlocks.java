package io.tinyvol.ext4;

import java.util.SplittableRandom;

/**
 * The set of blocks of mapping trees seen so far. A block belongs to one tree at one place, so one
 * that is met again is a loop, or shared by damage. The set also bounds the work: no block is read
 * twice.
 */
final class VisitedBlocks {
  /**
   * Bounds the memory to 48 MiB while growing. With blocks of 4 KiB that many map 10 TiB by block
   * maps, and any disk by extents.
   */
  static final int MAX_BLOCKS = 5 << 19;

  private static final int FIRST_SLOTS = 1 << 10;

  /** Open addressing; 0 is free, which is never the block of a tree. */
  private long[] slots = new long[FIRST_SLOTS];

  private int size;

  /** Whoever makes an image must not know which block numbers collide. */
  private final long seed = new SplittableRandom().nextLong();

  /** Adds a block and tells whether it was new. */
  boolean add(long block) throws Ext4Exception {
    if (size >= slots.length / 4 * 3) {
      grow();
    }
    if (!insert(slots, block)) {
      return false;
    }
    size++;
    if (size > MAX_BLOCKS) {
      throw Ext4Exception.unsupported("files are mapped by more than " + MAX_BLOCKS + " blocks");
    }
    return true;
  }

  private boolean insert(long[] slots, long block) {
    int mask = slots.length - 1;
    int slot = hash(block) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == block) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = block;
    return true;
  }

  /** The finaliser of SplitMix64, of a seeded number. */
  private int hash(long block) {
    long mixed = block + seed;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return (int) (mixed ^ mixed >>> 31);
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long block : slots) {
      if (block != 0) {
        insert(larger, block);
      }
    }
    slots = larger;
  }
}
