package io.tinyvol.ext4.layout;

import java.util.Arrays;

/**
 * What has data, cut into bundles that are placed as one: a large file is one by itself, small
 * files are in one with their neighbours in the order of the inventory. Where a bundle ends follows
 * from the names around there, so a tree that shares folders with another shares most bundles with
 * it, whatever else is in the two (as chunks are cut by content: "A Low-bandwidth Network File
 * System", Muthitacharoen, Chen and Mazières, 2001). Immutable.
 */
final class Bundles {
  /**
   * The blocks of a unit, 64 KiB: what disks that share content, as those of dm-thin do, share at
   * least. A bundle starts with one, and small files fill one or more.
   */
  static final int UNIT_BLOCKS = 16;

  private static final int MOST_BLOCKS = 16 * UNIT_BLOCKS;
  // One of so many files ends a bundle that has a unit already.
  private static final int FILES_TO_AN_END = 8;

  private final Streams streams;
  private int[] files = new int[64];
  private int fileCount;
  private int[] firstFile = new int[64];
  private long[] blocks = new long[64];
  private int count;

  private Bundles(Streams streams) {
    this.streams = streams;
  }

  static Bundles of(Streams streams) {
    Bundles bundles = new Bundles(streams);
    bundles.addSmallFiles();
    bundles.addEach(UNIT_BLOCKS);
    return bundles;
  }

  /** Each file by itself: what a volume without room to spare needs. */
  static Bundles ofOneFileEach(Streams streams) {
    Bundles bundles = new Bundles(streams);
    bundles.addEach(1);
    return bundles;
  }

  private void addSmallFiles() {
    Inventory inventory = streams.inventory();
    int folder = -1;
    boolean isOpen = false;
    for (int node = 0; node < inventory.nodes(); node++) {
      long itsBlocks = dataBlocks(node);
      if (itsBlocks == 0 || itsBlocks >= UNIT_BLOCKS) {
        continue;
      }
      boolean isFull = isOpen && blocks[count - 1] >= UNIT_BLOCKS;
      if (!isOpen || (isFull && (inventory.parent(node) != folder || endsBefore(node)))) {
        open();
        isOpen = true;
      }
      add(node, itsBlocks);
      folder = inventory.parent(node);
    }
  }

  private void addEach(long leastBlocks) {
    for (int node = 0; node < streams.inventory().nodes(); node++) {
      if (dataBlocks(node) >= leastBlocks) {
        open();
        add(node, dataBlocks(node));
      }
    }
  }

  private long dataBlocks(int node) {
    return streams.fileContent(node) == null ? 0 : streams.blocks(node);
  }

  private boolean endsBefore(int node) {
    long hash = Coarse.mixed(streams.inventory().pathHash(node));
    return hash % FILES_TO_AN_END == 0 || blocks[count - 1] >= MOST_BLOCKS;
  }

  private void open() {
    if (count == firstFile.length) {
      firstFile = Arrays.copyOf(firstFile, count + count / 2);
      blocks = Arrays.copyOf(blocks, count + count / 2);
    }
    firstFile[count] = fileCount;
    blocks[count++] = 0;
  }

  private void add(int node, long itsBlocks) {
    if (fileCount == files.length) {
      files = Arrays.copyOf(files, fileCount + fileCount / 2);
    }
    files[fileCount++] = node;
    blocks[count - 1] += itsBlocks;
  }

  /** The blocks that all of them take in whole units. */
  long blocksInUnits() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.ceilDiv(blocks[i], UNIT_BLOCKS) * UNIT_BLOCKS;
    }
    return sum;
  }

  /** The blocks of all files of a bundle. */
  long blocks(int bundle) {
    return blocks[bundle];
  }

  /** A hash of the path of its first file. */
  long hash(int bundle) {
    return streams.inventory().pathHash(files[firstFile[bundle]]);
  }

  /** How many files it has. */
  int files(int bundle) {
    return (bundle + 1 < count ? firstFile[bundle + 1] : fileCount) - firstFile[bundle];
  }

  /** The node of one of them, in their order. */
  int file(int bundle, int index) {
    return files[firstFile[bundle] + index];
  }

  /** The bundles, those with most blocks first. */
  int[] largestFirst() {
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = (((1L << 32) - blocks[i]) << 31) | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key & Integer.MAX_VALUE).toArray();
  }
}
