package io.tinyvol.ext4.layout;

import io.tinyvol.tree.Folder;

/**
 * The numbers of inodes. A folder's files have numbers near each other, at a place that is hashed
 * from its path, each at the first free number from its own place on. Folders choose first, so that
 * files that come and go do not move them. Immutable.
 */
public final class InodeNumbers {
  /** The number of lost+found, and of the last inode that has a fixed use. */
  public static final int LOST_AND_FOUND = 11;

  private static final int ROOT = 2;

  private final Streams streams;
  private final FreeSpace numbers;
  private final int[] ofStream;
  private final int[] streamOf;

  private InodeNumbers(Streams streams, long inodesCount) {
    this.streams = streams;
    long count = streams.count();
    long range = Math.min(Coarse.up(count + count / 5), inodesCount - LOST_AND_FOUND);
    this.numbers = new FreeSpace(LOST_AND_FOUND + range);
    this.ofStream = new int[streams.count()];
    this.streamOf = new int[(int) numbers.size() + 1];
  }

  /** Numbers for all streams, which {@code inodesCount} must suffice for. */
  static InodeNumbers of(Streams streams, long inodesCount) {
    InodeNumbers result = new InodeNumbers(streams, inodesCount);
    Inventory inventory = streams.inventory();
    result.numbers.take(0, LOST_AND_FOUND);
    result.set(Inventory.ROOT, ROOT);
    result.set(inventory.lostAndFound(), LOST_AND_FOUND);
    result.set(streams.journal(), Streams.JOURNAL_INODE);
    result.set(streams.resize(), Streams.RESIZE_INODE);
    result.numberNodes(true);
    result.numberNodes(false);
    for (int value = 0; value < streams.xattrs().values(); value++) {
      int stream = streams.value(value);
      result.choose(stream, Coarse.placed(streams.hash(stream), result.range()));
    }
    return result;
  }

  private void numberNodes(boolean folders) {
    Inventory inventory = streams.inventory();
    for (int node = 0; node < inventory.nodes(); node++) {
      if (inventory.node(node) instanceof Folder == folders && ofStream[node] == 0) {
        int folder = inventory.parent(node);
        long near = Coarse.powerOfTwo(inventory.entries(folder));
        long home = Coarse.placed(inventory.pathHash(folder), range());
        choose(node, home + (inventory.pathHash(node) & (near - 1)));
      }
    }
  }

  private long range() {
    return numbers.size() - LOST_AND_FOUND;
  }

  private void choose(int stream, long home) {
    long index = numbers.firstRun(LOST_AND_FOUND + home % range(), 1);
    if (index < 0) {
      index = numbers.firstRun(LOST_AND_FOUND, 1);
    }
    numbers.take(index, 1);
    set(stream, (int) index + 1);
  }

  private void set(int stream, int number) {
    ofStream[stream] = number;
    streamOf[number] = stream + 1;
  }

  /** The number of a stream's inode. */
  public int of(int stream) {
    return ofStream[stream];
  }

  /** The stream of an inode, or -1 if it is free or has none. */
  public int stream(long number) {
    return number < streamOf.length ? streamOf[(int) number] - 1 : -1;
  }

  /** Whether an inode is in use or reserved. */
  public boolean isUsed(long number) {
    return number <= numbers.size() && !numbers.isFree(number - 1);
  }

  /** The highest number that may be in use. */
  public long highest() {
    return numbers.size();
  }
}
