package io.tinyvol.ext4.layout;

/** Sizes and places that rarely change with what they are computed from. */
final class Coarse {
  private static final int STEP_BITS = 3;

  private Coarse() {}

  /** Rounds up to the next of eight steps between powers of two. */
  static long up(long size) {
    return up(size, STEP_BITS);
  }

  /** Rounds up to the next of {@code 1 << stepBits} steps between powers of two. */
  static long up(long size, int stepBits) {
    if (size <= 1 << stepBits) {
      return size;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(size) - stepBits;
    return Math.ceilDiv(size, 1L << shift) << shift;
  }

  /** The least power of two that is not below. */
  static long powerOfTwo(long size) {
    return size <= 1 ? 1 : Long.highestOneBit(2 * size - 1);
  }

  /** Spreads a hash's bits over all of it (the finalizer of SplitMix64). */
  static long mixed(long hash) {
    long h = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }

  /**
   * A place in a range of {@code size}, by a hash. When the range grows, only as large a part of
   * all hashes moves as it grew by, and into what is new ("A Fast, Minimal Memory, Consistent Hash
   * Algorithm", Lamping and Veach, 2014).
   */
  static long placed(long hash, long size) {
    long key = hash;
    long place = 0;
    for (long next = 0; next < size; ) {
      place = next;
      key = key * 2862933555777941757L + 1;
      next = (long) ((place + 1) * ((1L << 31) / (double) ((key >>> 33) + 1)));
    }
    return place;
  }
}
