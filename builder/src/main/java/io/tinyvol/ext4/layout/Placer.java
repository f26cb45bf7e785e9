package io.tinyvol.ext4.layout;

/** Finds places for runs of blocks in an area, or else anywhere. */
final class Placer {
  // Where there is no room in one piece: at first pieces of a quarter group or more.
  private static final int LARGE_PIECE = VolumeShape.GROUP_BLOCKS / 4;

  /** No run is longer, in blocks. */
  static final long MAX_RUN = 1 << 30;

  private final FreeSpace space;
  private final Runs runs;
  private final long areaStart;
  private final long areaEnd;

  /** One that places within an area if it can, and notes the runs. */
  Placer(FreeSpace space, Runs runs, long areaStart, long areaEnd) {
    this.space = space;
    this.runs = runs;
    this.areaStart = areaStart;
    this.areaEnd = Math.min(areaEnd, space.size());
  }

  /**
   * Places blocks in one run at or behind a place, if there is one, and else in as few as that
   * gives.
   *
   * @return the first of the runs
   */
  int place(long home, long blocks, Runs.Use use, int owner) throws Ext4LayoutException {
    long at = blocks <= MAX_RUN ? wholeRun(home, blocks) : -1;
    if (at >= 0) {
      space.take(at, blocks);
      return runs.add(at, (int) blocks, use, owner, 0);
    }
    return placePieces(home, blocks, use, owner);
  }

  private long wholeRun(long home, long blocks) {
    if (space.longestRun() < blocks) {
      return -1;
    }
    long at = space.firstRun(home, blocks);
    if (at < 0 || at + blocks > areaEnd) {
      at = space.firstRun(areaStart, blocks);
    }
    return at >= 0 ? at : space.firstRun(0, blocks);
  }

  private int placePieces(long home, long blocks, Runs.Use use, int owner)
      throws Ext4LayoutException {
    if (space.free() < blocks) {
      throw new Ext4LayoutException("no room for " + blocks + " blocks");
    }
    int first = runs.size();
    long from = home;
    long least = LARGE_PIECE;
    for (long left = blocks; left > 0; ) {
      long at = space.firstRun(from, Math.min(left, least));
      if (at < 0) {
        at = space.firstRun(0, Math.min(left, least));
      }
      if (at < 0) {
        least = Math.max(1, Math.min(left, least) / 2);
        continue;
      }
      long length = space.runAt(at, Math.min(left, MAX_RUN));
      space.take(at, length);
      runs.add(at, (int) length, use, owner, blocks - left);
      left -= length;
      from = at + length;
    }
    return first;
  }
}
