package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.Extent;
import io.tinyvol.tree.FileContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts together a stream's extents: its runs in the order of its content, cut at its holes. */
final class StreamExtents {
  private final Runs runs;
  private final List<Extent> extents = new ArrayList<>(1);
  private int run;
  private int runUsed;
  private long logical;
  private long physical;
  private long pending;

  private StreamExtents(Runs runs, int firstRun) {
    this.runs = runs;
    this.run = firstRun;
  }

  /** The extents of a content, or of so many blocks without holes, that starts at a run. */
  static List<Extent> of(Runs runs, int firstRun, @Nullable FileContent content, long blocks) {
    StreamExtents result = new StreamExtents(runs, firstRun);
    if (content == null) {
      result.map(0, blocks);
    } else {
      for (int i = 0; i < content.pieces(); i++) {
        result.map(content.startBlock(i), content.blockCount(i));
      }
    }
    result.flush();
    return result.extents;
  }

  private void map(long from, long count) {
    long at = from;
    for (long left = count; left > 0; ) {
      if (runUsed == runs.length(run)) {
        run++;
        runUsed = 0;
      }
      int length = (int) Math.min(left, runs.length(run) - runUsed);
      append(at, runs.start(run) + runUsed, length);
      runUsed += length;
      at += length;
      left -= length;
    }
  }

  private void append(long from, long place, int length) {
    if (logical + pending != from || physical + pending != place) {
      flush();
      logical = from;
      physical = place;
    }
    pending += length;
  }

  private void flush() {
    while (pending > 0) {
      int length = (int) Math.min(pending, Extent.MAX_BLOCKS);
      extents.add(new Extent(logical, physical, length));
      logical += length;
      physical += length;
      pending -= length;
    }
  }
}
