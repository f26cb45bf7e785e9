package io.tinyvol.ext4;

import java.util.SplittableRandom;

/**
 * The blocks or inodes met so far, of those that belong to one place only: one that is met again is
 * a loop, or shared by damage. The set also bounds the work: nothing is read twice.
 */
final class SeenNumbers {
  /**
   * Bounds the memory to 48 MiB while growing. With blocks of 4 KiB, that many map 10 TiB by block
   * maps, and any disk by extents.
   */
  static final int MAX_NUMBERS = 5 << 19;

  private static final int FIRST_SLOTS = 1 << 10;

  private final String what;

  /** Open addressing; 0 is free, which no such block or inode has as its number. */
  private long[] slots = new long[FIRST_SLOTS];

  private int size;

  /** Whoever makes an image must not know which numbers collide. */
  private final long seed = new SplittableRandom().nextLong();

  /**
   * An empty set.
   *
   * @param what the plural of what is numbered, for messages
   */
  SeenNumbers(String what) {
    this.what = what;
  }

  /** Adds a number and tells whether it was new. */
  boolean add(long number) throws Ext4Exception {
    if (size >= slots.length / 4 * 3) {
      grow();
    }
    if (!insert(slots, number)) {
      return false;
    }
    size++;
    if (size > MAX_NUMBERS) {
      throw Ext4Exception.unsupported("has more than " + MAX_NUMBERS + " " + what);
    }
    return true;
  }

  private boolean insert(long[] slots, long number) {
    int mask = slots.length - 1;
    int slot = hash(number) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == number) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = number;
    return true;
  }

  /** The finaliser of SplitMix64, of a seeded number. */
  private int hash(long number) {
    long mixed = number + seed;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return (int) (mixed ^ mixed >>> 31);
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long number : slots) {
      if (number != 0) {
        insert(larger, number);
      }
    }
    slots = larger;
  }
}
