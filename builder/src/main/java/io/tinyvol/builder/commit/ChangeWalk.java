package io.tinyvol.builder.commit;

import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;

/**
 * Walks along the changes of a volume in ascending order and says what is to be mapped anew. What
 * gathers have is left out.
 */
final class ChangeWalk {
  private final ByteRanges changed;
  private final SparseSource view;
  private final VolumeGeometry geometry;
  private final CommitPlan plan;
  private final Visitor visitor;
  private long fileWindows;
  private long droppedBlocks;

  /** Takes the runs. */
  @FunctionalInterface
  interface Visitor {
    /** The next run; changed bytes so far are counted in {@code walkedBytes}. */
    void run(CommitRun run, long walkedBytes) throws IOException;
  }

  ChangeWalk(
      ByteRanges changed,
      SparseSource view,
      VolumeGeometry geometry,
      CommitPlan plan,
      Visitor visitor) {
    this.changed = changed;
    this.view = view;
    this.geometry = geometry;
    this.plan = plan;
    this.visitor = visitor;
  }

  /** How many windows of files there were. */
  long fileWindows() {
    return fileWindows;
  }

  /** How many blocks were dropped. */
  long droppedBlocks() {
    return droppedBlocks;
  }

  void walk() throws IOException {
    int blockBytes = geometry.blockBytes();
    long done = 0;
    long walkedBytes = 0;
    for (int i = 0; i < changed.size(); i++) {
      long endBytes = changed.offsetBytes(i) + changed.lengthBytes(i);
      long end = Math.ceilDiv(endBytes, (long) blockBytes);
      long at = Math.max(done, changed.offsetBytes(i) / blockBytes);
      while (at < end) {
        long next = step(at, end, walkedBytes);
        walkedBytes += (Math.min(next, end) - at) * blockBytes;
        at = next;
      }
      done = Math.max(done, at);
    }
  }

  private long step(long at, long end, long walkedBytes) throws IOException {
    CutPlan.Cuts cuts = plan.cuts().cutsFrom(at);
    if (cuts.isGathered()) {
      return cuts.end();
    }
    if (cuts.isOfFile()) {
      fileWindows++;
      visitor.run(new CommitRun(cuts.windowStart(), cuts.end(), false), walkedBytes);
      return cuts.end();
    }
    CommitRun run = other(at, Math.min(end, cuts.stretchEnd()), cuts.end());
    visitor.run(run, walkedBytes);
    return run.endBlock();
  }

  /** What is in no file that changed: dropped, or a hole of the view, or up to the next cut. */
  private CommitRun other(long at, long end, long cut) throws IOException {
    long kept = plan.dropped().nextKept(at, end);
    if (kept > at) {
      droppedBlocks += kept - at;
      return new CommitRun(at, kept, true);
    }
    long keptEnd = plan.dropped().nextDropped(at, end);
    int blockBytes = geometry.blockBytes();
    long data = view.nextData(at * blockBytes);
    if (data >= Math.min(keptEnd * blockBytes, view.sizeBytes())) {
      return new CommitRun(at, keptEnd, true);
    }
    return data / blockBytes > at
        ? new CommitRun(at, data / blockBytes, true)
        : new CommitRun(at, Math.min(keptEnd, cut), false);
  }
}
