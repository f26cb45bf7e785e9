package io.tinyvol.volume.delta;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which block of a volume is where in the layers of its delta, see {@link Place}: of all layers
 * together, so that a look-up costs the same however many there are.
 *
 * <p>A radix tree over the numbers of blocks, 64 to a node, that is copied where it is written
 * after a {@link #snapshot}: so a snapshot costs nothing, and shares what stays. A block takes some
 * 13 bytes of memory where its neighbours are there as well, a hundred where it is alone; zeros
 * take nothing to speak of. Thread-safe.
 */
final class DeltaIndex {
  /** More than any volume has: 2^60 bytes. */
  private static final int LEVELS = 7;

  /** The children of a node, and the blocks of a leaf. */
  static final int FANOUT = 64;

  private static final int SHIFT = 6;

  /** What snapshots share is of an older one. */
  private long epoch;

  private @Nullable Tree root;
  private long live;
  private long put;

  DeltaIndex() {
    this(null, 0, 0);
  }

  private DeltaIndex(@Nullable Tree root, long live, long put) {
    this.root = root;
    this.live = live;
    this.put = put;
  }

  /** The blocks of a span; where there are none, there is none. */
  private sealed interface Tree permits Zeros, Node, Leaf {}

  /** All of it is zeros. */
  private enum Zeros implements Tree {
    ALL
  }

  private static final class Node implements Tree {
    final long epoch;
    final @Nullable Tree[] children;

    Node(long epoch, @Nullable Tree[] children) {
      this.epoch = epoch;
      this.children = children;
    }
  }

  /** The blocks of the present bits, in their order. */
  private static final class Leaf implements Tree {
    final long epoch;
    long present;
    long[] places;
    int[] checksums;

    Leaf(long epoch, long present, long[] places, int[] checksums) {
      this.epoch = epoch;
      this.present = present;
      this.places = places;
      this.checksums = checksums;
    }

    boolean has(int slot) {
      return (present >>> slot & 1) != 0;
    }

    int indexOf(int slot) {
      return Long.bitCount(present & ((1L << slot) - 1));
    }
  }

  /** The index as it is now, which never changes; this one goes on. */
  synchronized DeltaIndex snapshot() {
    epoch++;
    return new DeltaIndex(root, live, put);
  }

  /** How many blocks are in pages. */
  synchronized long liveBlocks() {
    return live;
  }

  /** How many pages have no block any more that counts. */
  synchronized long deadBlocks() {
    return put - live;
  }

  /**
   * Notes where a block is from now on, unless a later place is noted: writes may come out of
   * order.
   */
  synchronized void put(long block, long place, int checksum) {
    put++;
    root = put(root, LEVELS, block, place, checksum);
  }

  private Tree put(@Nullable Tree node, int level, long block, long place, int checksum) {
    if (level == 0) {
      return putLeaf(writableLeaf(node), (int) block & (FANOUT - 1), place, checksum);
    }
    Node writable = writableNode(node);
    int slot = (int) (block >>> (level * SHIFT)) & (FANOUT - 1);
    writable.children[slot] = put(writable.children[slot], level - 1, block, place, checksum);
    return writable;
  }

  private Leaf putLeaf(Leaf leaf, int slot, long place, int checksum) {
    int i = leaf.indexOf(slot);
    if (leaf.has(slot)) {
      long old = leaf.places[i];
      if (old > place) {
        return leaf;
      }
      count(old, -1);
    } else {
      insert(leaf, i);
      leaf.present |= 1L << slot;
    }
    leaf.places[i] = place;
    leaf.checksums[i] = checksum;
    count(place, 1);
    return leaf;
  }

  /** Makes room before the index, in arrays that grow by quarters. */
  private static void insert(Leaf leaf, int index) {
    int used = Long.bitCount(leaf.present);
    if (used == leaf.places.length) {
      int length = Math.min(FANOUT, used + Math.max(1, used / 4));
      leaf.places = Arrays.copyOf(leaf.places, length);
      leaf.checksums = Arrays.copyOf(leaf.checksums, length);
    }
    System.arraycopy(leaf.places, index, leaf.places, index + 1, used - index);
    System.arraycopy(leaf.checksums, index, leaf.checksums, index + 1, used - index);
  }

  private Node writableNode(@Nullable Tree node) {
    if (node instanceof Node present) {
      return present.epoch == epoch ? present : new Node(epoch, present.children.clone());
    }
    @Nullable Tree[] children = new @Nullable Tree[FANOUT];
    if (node instanceof Zeros) {
      Arrays.fill(children, Zeros.ALL);
    }
    return new Node(epoch, children);
  }

  private Leaf writableLeaf(@Nullable Tree node) {
    if (node instanceof Leaf present) {
      return present.epoch == epoch
          ? present
          : new Leaf(epoch, present.present, present.places.clone(), present.checksums.clone());
    }
    if (node instanceof Zeros) {
      long[] places = new long[FANOUT];
      Arrays.fill(places, Place.ZERO);
      return new Leaf(epoch, -1, places, new int[FANOUT]);
    }
    return new Leaf(epoch, 0, new long[1], new int[1]);
  }

  private void count(long place, int by) {
    live += Place.isPage(place) ? by : 0;
  }

  /** Notes that blocks are zeros from now on, whatever is noted. */
  synchronized void putZeros(long block, long count) {
    root = fill(root, LEVELS, 0, block, block + count, Zeros.ALL);
  }

  /** Forgets blocks: what lies under the delta shows. */
  synchronized void forget(long block, long count) {
    root = fill(root, LEVELS, 0, block, block + count, null);
  }

  private @Nullable Tree fill(
      @Nullable Tree node, int level, long start, long from, long to, @Nullable Tree filling) {
    long span = 1L << (level * SHIFT + SHIFT);
    if (from <= start && start + span <= to) {
      uncount(node);
      return filling;
    }
    if (node == null ? filling == null : node instanceof Zeros && filling instanceof Zeros) {
      return node;
    }
    if (level == 0) {
      Leaf leaf = writableLeaf(node);
      for (long block = Math.max(from, start); block < Math.min(to, start + span); block++) {
        fillSlot(leaf, (int) block & (FANOUT - 1), filling instanceof Zeros);
      }
      return leaf.present == 0 ? null : leaf;
    }
    Node writable = writableNode(node);
    long childSpan = span >>> SHIFT;
    int first = (int) (Math.max(0, from - start) / childSpan);
    for (int slot = first; slot < FANOUT && start + slot * childSpan < to; slot++) {
      long childStart = start + slot * childSpan;
      writable.children[slot] =
          fill(writable.children[slot], level - 1, childStart, from, to, filling);
    }
    return writable;
  }

  private void fillSlot(Leaf leaf, int slot, boolean withZeros) {
    int i = leaf.indexOf(slot);
    if (leaf.has(slot)) {
      count(leaf.places[i], -1);
    } else if (withZeros) {
      insert(leaf, i);
      leaf.present |= 1L << slot;
    }
    if (withZeros) {
      leaf.places[i] = Place.ZERO;
    } else if (leaf.has(slot)) {
      int used = Long.bitCount(leaf.present);
      System.arraycopy(leaf.places, i + 1, leaf.places, i, used - i - 1);
      System.arraycopy(leaf.checksums, i + 1, leaf.checksums, i, used - i - 1);
      leaf.present &= ~(1L << slot);
    }
  }

  private void uncount(@Nullable Tree node) {
    if (node instanceof Leaf leaf) {
      for (int i = Long.bitCount(leaf.present) - 1; i >= 0; i--) {
        count(leaf.places[i], -1);
      }
    } else if (node instanceof Node inner) {
      for (Tree child : inner.children) {
        uncount(child);
      }
    }
  }

  /** Where a block is. */
  synchronized long find(long block) {
    Tree node = leafOf(block);
    if (!(node instanceof Leaf leaf)) {
      return node instanceof Zeros ? Place.ZERO : Place.ABSENT;
    }
    int slot = (int) block & (FANOUT - 1);
    return leaf.has(slot) ? leaf.places[leaf.indexOf(slot)] : Place.ABSENT;
  }

  private @Nullable Tree leafOf(long block) {
    Tree node = root;
    for (int level = LEVELS; level > 0 && node instanceof Node inner; level--) {
      node = inner.children[(int) (block >>> (level * SHIFT)) & (FANOUT - 1)];
    }
    return node;
  }

  /** Where each of some neighbouring blocks is, and the checksums of those that are in pages. */
  synchronized void find(long block, int count, long[] places, int[] checksums) {
    for (int i = 0; i < count; ) {
      Tree node = leafOf(block + i);
      int slot = (int) (block + i) & (FANOUT - 1);
      int end = Math.min(count, i + FANOUT - slot);
      if (!(node instanceof Leaf leaf)) {
        Arrays.fill(places, i, end, node instanceof Zeros ? Place.ZERO : Place.ABSENT);
        i = end;
        continue;
      }
      int at = leaf.indexOf(slot);
      for (; i < end; i++, slot++) {
        boolean has = leaf.has(slot);
        places[i] = has ? leaf.places[at] : Place.ABSENT;
        checksums[i] = has ? leaf.checksums[at] : 0;
        at += has ? 1 : 0;
      }
    }
  }

  /**
   * The first block from {@code block} on, and before {@code end}, that is not all the same: not
   * {@link Place#ABSENT}, or not {@link Place#ZERO}; {@code end} if there is none.
   */
  synchronized long firstOther(long block, long end, long kind) {
    long at = block;
    while (at < end) {
      Tree node = root;
      int level = LEVELS;
      while (level > 0 && node instanceof Node inner) {
        node = inner.children[(int) (at >>> (level * SHIFT)) & (FANOUT - 1)];
        level--;
      }
      long span = 1L << (level * SHIFT + SHIFT);
      long next = (at | (span - 1)) + 1;
      if (node instanceof Leaf leaf) {
        for (; at < Math.min(next, end); at++) {
          int slot = (int) at & (FANOUT - 1);
          long place = leaf.has(slot) ? leaf.places[leaf.indexOf(slot)] : Place.ABSENT;
          if (place != kind) {
            return at;
          }
        }
      } else if ((node instanceof Zeros ? Place.ZERO : Place.ABSENT) != kind) {
        return at;
      }
      at = next;
    }
    return end;
  }
}
