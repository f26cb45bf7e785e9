package io.tinyvol.ext4.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides things that have hashes into groups that fit a block: the space of hashes is halved until
 * what lies in a part fits. Where a group begins hence depends on nothing but its own things and
 * how many there are next to it. A part without things has no group; one that is a single hash and
 * still does not fit goes on in further groups, which say so in the lowest bit of their hash.
 */
final class Halving {
  /** A single hash, with the bit for continuations. */
  private static final long SMALLEST_PART = 2;

  private static final long ALL = 1L << 32;

  private final Things things;
  private final List<Group> groups = new ArrayList<>();

  private Halving(Things things) {
    this.things = things;
  }

  /** Things in the order of their hashes, unsigned. */
  interface Things {
    /** How many there are. */
    int count();

    /** The hash of one. */
    int hash(int index);

    /** Whether those from {@code from} to before {@code to} fit a group; a single one does. */
    boolean fit(int from, int to);
  }

  /**
   * A group.
   *
   * @param hash the least hash it may have, lower than that of its first thing unless it is a
   *     continuation
   * @param start its first thing; it ends where the next begins
   */
  record Group(int hash, int start) {}

  /** The groups of some things. */
  static List<Group> divide(Things things) {
    Halving halving = new Halving(things);
    halving.divide(0, things.count(), 0, ALL);
    return halving.groups;
  }

  private void divide(int from, int to, long hash, long part) {
    if (from == to) {
      return;
    }
    if (things.fit(from, to)) {
      groups.add(new Group((int) hash, from));
    } else if (part == SMALLEST_PART) {
      fill(from, to, (int) hash);
    } else {
      long half = part / 2;
      int middle = firstFrom(hash + half, from, to);
      divide(from, middle, hash, half);
      divide(middle, to, hash + half, half);
    }
  }

  private void fill(int from, int to, int hash) {
    int start = from;
    for (int end = from + 1; end <= to; end++) {
      if (end == to || !things.fit(start, end + 1)) {
        groups.add(new Group(start == from ? hash : hash | 1, start));
        start = end;
      }
    }
  }

  private int firstFrom(long hash, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.toUnsignedLong(things.hash(middle)) < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
