package io.tinyvol.ext4.layout;

/**
 * Places the files' data. Each bundle has a home in an area that is hashed from its first file's
 * path, and lies there or, where that is taken, at another place that follows from the hash, far
 * away: side by side, all that is displaced would displace what comes next. So volumes of one size
 * have what is alike in them at the same places, whole units of it. A volume without room to spare
 * has no units, and a bundle for each file. Where no place is left for a bundle as a whole, its
 * files are placed each by itself.
 */
final class DataPlacement {
  private static final int ATTEMPTS = 16;

  private final Bundles bundles;
  private final int unit;
  private final Streams streams;
  private final FreeSpace space;
  private final Runs runs;
  private final long areaEnd;
  private final int[] firstRun;

  /**
   * One that places within the blocks before {@code areaEnd} if it can.
   *
   * @param firstRun for each file with data, gets the first of its runs
   */
  DataPlacement(Streams streams, FreeSpace space, Runs runs, long areaEnd, int[] firstRun) {
    Bundles inUnits = Bundles.of(streams);
    long wanted = inUnits.blocksInUnits();
    boolean isTight = wanted + wanted / 8 > Math.min(space.free(), areaEnd);
    this.bundles = isTight ? Bundles.ofOneFileEach(streams) : inUnits;
    this.unit = isTight ? 1 : Bundles.UNIT_BLOCKS;
    this.streams = streams;
    this.space = space;
    this.runs = runs;
    this.areaEnd = areaEnd;
    this.firstRun = firstRun;
  }

  void place() throws Ext4LayoutException {
    for (int bundle : bundles.largestFirst()) {
      long at = placeFor(bundle);
      if (at < 0) {
        placeEach(bundle);
        continue;
      }
      space.take(at, bundles.blocks(bundle));
      for (int i = 0; i < bundles.files(bundle); i++) {
        int node = bundles.file(bundle, i);
        int blocks = (int) streams.blocks(node);
        firstRun[node] = runs.add(at, blocks, Runs.Use.CONTENT, node, 0);
        at += blocks;
      }
    }
  }

  /** Where a bundle can lie as a whole, or -1. */
  private long placeFor(int bundle) {
    long blocks = bundles.blocks(bundle);
    if (space.longestRun() < blocks || blocks > Placer.MAX_RUN) {
      return -1;
    }
    long key = bundles.hash(bundle);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long home = home(key);
      if (space.firstRun(home, blocks) == home) {
        return home;
      }
      key = Coarse.mixed(key + attempt + 1);
    }
    long at = space.firstRun(home(key), blocks + unit - 1);
    if (at < 0) {
      at = space.firstRun(0, blocks + unit - 1);
    }
    return at < 0 ? -1 : Math.ceilDiv(at, unit) * unit;
  }

  private long home(long key) {
    return Coarse.placed(key, areaEnd / unit) * unit;
  }

  private void placeEach(int bundle) throws Ext4LayoutException {
    Placer placer = new Placer(space, runs, 0, areaEnd);
    for (int i = 0; i < bundles.files(bundle); i++) {
      int node = bundles.file(bundle, i);
      long home = home(streams.inventory().pathHash(node));
      firstRun[node] = placer.place(home, streams.blocks(node), Runs.Use.CONTENT, node);
    }
  }
}
