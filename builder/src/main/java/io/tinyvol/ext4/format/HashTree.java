package io.tinyvol.ext4.format;

import io.tinyvol.tree.FileName;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Which leaf of an index has which names, and which node which leaves. There are nodes between the
 * root and the leaves only if the root has not enough entries for the leaves. Immutable.
 */
final class HashTree {
  /** The entries of the root: what its block has room for beside "." and "..". */
  static final int ROOT_ENTRIES = 507;

  /** The entries of a node. */
  static final int NODE_ENTRIES = 510;

  /** The names in the order of their hashes, as hash and index. */
  private final long[] sorted;

  private final List<Halving.Group> leaves;
  private final List<Halving.Group> nodes;

  private HashTree(long[] sorted, List<Halving.Group> leaves, List<Halving.Group> nodes) {
    this.sorted = sorted;
    this.leaves = leaves;
    this.nodes = nodes;
  }

  /**
   * The tree of some names.
   *
   * @throws NotEncodableException if they need a third level
   */
  static HashTree of(List<FileName> names, UUID hashSeed) throws NotEncodableException {
    long[] sorted = sort(names, new DirectoryHash(hashSeed));
    List<Halving.Group> leaves = Halving.divide(new Names(sorted, endOffsets(names, sorted)));
    List<Halving.Group> nodes =
        leaves.size() <= ROOT_ENTRIES ? List.of() : Halving.divide(new Leaves(leaves));
    if (nodes.size() > ROOT_ENTRIES) {
      throw new NotEncodableException(
          "a directory of %d entries: its index would need more than two levels"
              .formatted(names.size()));
    }
    return new HashTree(sorted, leaves, nodes);
  }

  private static long[] sort(List<FileName> names, DirectoryHash hash) {
    long[] sorted = new long[names.size()];
    for (int i = 0; i < sorted.length; i++) {
      // Without its lowest bit, which is 0, a hash leaves the sign alone.
      sorted[i] = (long) (hash.of(names.get(i)) >>> 1) << 32 | i;
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /** Where each entry would end if all lay in a row, after a first 0. */
  private static long[] endOffsets(List<FileName> names, long[] sorted) {
    long[] ends = new long[sorted.length + 1];
    for (int i = 0; i < sorted.length; i++) {
      ends[i + 1] = ends[i] + EntryBlock.entryBytes(names.get((int) sorted[i]).length());
    }
    return ends;
  }

  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  private record Names(long[] sorted, long[] ends) implements Halving.Things {
    @Override
    public int count() {
      return sorted.length;
    }

    @Override
    public int hash(int index) {
      return (int) (sorted[index] >>> 32) << 1;
    }

    @Override
    public boolean fit(int from, int to) {
      return ends[to] - ends[from] <= EntryBlock.ROOM_BYTES;
    }
  }

  private record Leaves(List<Halving.Group> groups) implements Halving.Things {
    @Override
    public int count() {
      return groups.size();
    }

    @Override
    public int hash(int index) {
      return groups.get(index).hash();
    }

    @Override
    public boolean fit(int from, int to) {
      return to - from <= NODE_ENTRIES;
    }
  }

  int nodeCount() {
    return nodes.size();
  }

  int leafCount() {
    return leaves.size();
  }

  /** A node; its start is its first leaf. */
  Halving.Group node(int node) {
    return nodes.get(node);
  }

  /** A leaf; its start is its first name in the order of hashes. */
  Halving.Group leaf(int leaf) {
    return leaves.get(leaf);
  }

  /** The first leaf of a node; of the one after the last, the number of leaves. */
  int nodeStart(int node) {
    return node < nodes.size() ? nodes.get(node).start() : leaves.size();
  }

  /** The first name of a leaf in the order of hashes, likewise. */
  int leafStart(int leaf) {
    return leaf < leaves.size() ? leaves.get(leaf).start() : sorted.length;
  }

  /** The index in the list of names of the one at a place in the order of hashes. */
  int entry(int place) {
    return (int) sorted[place];
  }
}
