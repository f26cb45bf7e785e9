package io.tinyvol.ext4.layout;

/**
 * Which of a row of places are free: a bitmap, and over its words a tree that knows the free runs
 * at both ends of each node and the longest within. So the first free run of any length behind any
 * place is found in logarithmic time, however full the row is. Not thread-safe.
 */
public final class FreeSpace {
  private static final int ROOT = 1;

  private final long size;
  private final long[] used;
  private final int leaves;
  private final long[] first;
  private final long[] last;
  private final long[] longest;
  private long free;
  // The free run that ends where a search has come to.
  private long carried;

  /** A row of {@code size} places, all free. */
  public FreeSpace(long size) {
    this.size = size;
    this.free = size;
    int words = Math.toIntExact(Math.ceilDiv(size, Long.SIZE));
    this.leaves = (int) Math.max(2, Coarse.powerOfTwo(words));
    this.used = new long[words];
    if (size % Long.SIZE != 0) {
      used[words - 1] = -1L << size;
    }
    this.first = new long[leaves];
    this.last = new long[leaves];
    this.longest = new long[leaves];
    refresh(0, leaves - 1);
  }

  /** How many places there are. */
  public long size() {
    return size;
  }

  /** How many of them are free. */
  public long free() {
    return free;
  }

  /** The length of the longest free run. */
  public long longestRun() {
    return longest[ROOT];
  }

  /** Whether a place is free. */
  public boolean isFree(long place) {
    return (used[(int) (place >>> 6)] & 1L << place) == 0;
  }

  /** Sixty-four places, the first of which is 64 times {@code index}: bits set for those in use. */
  public long usedWord(int index) {
    return used[index];
  }

  /** How many places in a range are in use; both ends are multiples of 64, or the row's end. */
  public long usedBetween(long from, long end) {
    long count = 0;
    for (int i = (int) (from >>> 6); i < Math.ceilDiv(end, Long.SIZE); i++) {
      count += Long.bitCount(used[i]);
    }
    // Bits beyond the row's end are set.
    return end == size ? count - (-size & 63) : count;
  }

  /**
   * Takes a run out.
   *
   * @throws IllegalStateException if part of it is in use
   */
  public void take(long start, long length) {
    if (start < 0 || length < 1 || length > size - start) {
      throw new IllegalArgumentException(length + " at " + start + " of " + size);
    }
    int firstWord = (int) (start >>> 6);
    int lastWord = (int) ((start + length - 1) >>> 6);
    for (int i = firstWord; i <= lastWord; i++) {
      long mask = -1L;
      if (i == firstWord) {
        mask &= -1L << start;
      }
      if (i == lastWord) {
        mask &= -1L >>> -(start + length);
      }
      if ((used[i] & mask) != 0) {
        throw new IllegalStateException("not free: " + length + " at " + start);
      }
      used[i] |= mask;
    }
    free -= length;
    refresh(firstWord, lastWord);
  }

  /** The first place from {@code from} on where so many are free in a row, or -1. */
  public long firstRun(long from, long length) {
    if (from >= size || longest[ROOT] < length) {
      return -1;
    }
    carried = 0;
    return find(ROOT, 0, (long) leaves * Long.SIZE, from, length);
  }

  /** How many places are free from {@code start} on, at most {@code most}. */
  public long runAt(long start, long most) {
    long at = start;
    while (at < size && at - start < most) {
      long ahead = used[(int) (at >>> 6)] >>> at;
      if (ahead != 0) {
        at += Long.numberOfTrailingZeros(ahead);
        break;
      }
      at += Long.SIZE - (at & 63);
    }
    return Math.min(Math.min(at, size) - start, most);
  }

  private long find(int node, long at, long span, long from, long length) {
    if (at + span <= from) {
      return -1;
    }
    if (node >= leaves) {
      return findInWord(word(node), at, from, length);
    }
    if (at >= from) {
      if (carried + first[node] >= length) {
        return at - carried;
      }
      if (longest[node] < length) {
        carried = first[node] == span ? carried + span : last[node];
        return -1;
      }
    }
    long found = find(2 * node, at, span / 2, from, length);
    return found >= 0 ? found : find(2 * node + 1, at + span / 2, span / 2, from, length);
  }

  private long findInWord(long usedBits, long at, long from, long length) {
    long taken = at < from ? usedBits | ((1L << (from - at)) - 1) : usedBits;
    if (carried + Long.numberOfTrailingZeros(taken) >= length) {
      return at - carried;
    }
    if (length <= Long.SIZE) {
      long starts = ~taken;
      for (int have = 1; have < length; ) {
        int more = (int) Math.min(have, length - have);
        starts &= starts >>> more;
        have += more;
      }
      if (starts != 0) {
        return at + Long.numberOfTrailingZeros(starts);
      }
    }
    carried = taken == 0 ? carried + Long.SIZE : Long.numberOfLeadingZeros(taken);
    return -1;
  }

  private long word(int leaf) {
    int index = leaf - leaves;
    return index < used.length ? used[index] : -1;
  }

  /** Brings the nodes over some words up to date. */
  private void refresh(int firstWord, int lastWord) {
    int low = (firstWord + leaves) / 2;
    int high = (lastWord + leaves) / 2;
    for (long half = Long.SIZE; low >= ROOT; half *= 2) {
      for (int node = low; node <= high; node++) {
        if (half == Long.SIZE) {
          joinWords(node, word(2 * node), word(2 * node + 1));
        } else {
          joinNodes(node, 2 * node, 2 * node + 1, half);
        }
      }
      low /= 2;
      high /= 2;
    }
  }

  private void joinNodes(int node, int left, int right, long half) {
    first[node] = first[left] == half ? half + first[right] : first[left];
    last[node] = last[right] == half ? half + last[left] : last[right];
    longest[node] = Math.max(Math.max(longest[left], longest[right]), last[left] + first[right]);
  }

  private void joinWords(int node, long left, long right) {
    int firstLeft = Long.numberOfTrailingZeros(left);
    int firstRight = Long.numberOfTrailingZeros(right);
    int lastLeft = Long.numberOfLeadingZeros(left);
    int lastRight = Long.numberOfLeadingZeros(right);
    first[node] = left == 0 ? Long.SIZE + firstRight : firstLeft;
    last[node] = right == 0 ? Long.SIZE + lastLeft : lastRight;
    longest[node] = Math.max(Math.max(longestIn(left), longestIn(right)), lastLeft + firstRight);
  }

  private static int longestIn(long usedBits) {
    if (usedBits == 0) {
      return Long.SIZE;
    }
    int length = 0;
    for (long run = ~usedBits; run != 0; run &= run << 1) {
      length++;
    }
    return length;
  }
}
