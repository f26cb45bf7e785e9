package io.tinyvol.builder.cut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a {@link CutPlan} out of where files' data lies, told file by file in ascending order of
 * the files' blocks. Memory is bounded: what goes over the limits is cut as if nothing were known
 * of it, which costs deduplication, never content.
 */
public final class CutPlanner {
  /** Eight bytes each, twice for a run of a file: 64 MiB. */
  private static final int MAX_STRETCHES = 8 << 20;

  /** Some hundred bytes each with the extents they become: 32 MiB. */
  private static final int MAX_PIECES = 256 << 10;

  private static final int CHUNK_UNIT_BYTES = 4096;

  /** Between two stretches that start at one block, the sort puts this one last, and it wins. */
  private static final long BEGINS = 1L << 16;

  private static final int START_SHIFT = 17;

  private final int windowBlocks;
  private final int unitBlocks;
  private final List<Gather> gathers = new ArrayList<>();
  private final List<Gather.Piece> chain = new ArrayList<>();
  private long[] stretches = new long[1 << 12];
  private int stretchCount;
  private int pieceCount;
  private boolean incomplete;

  // The window that the chain belongs to, and the run that the next one may continue.
  private long chainWindow;
  private long runStart;
  private long runEnd;
  private long runLogical;

  /**
   * A planner.
   *
   * @param blockBytes the size of all blocks here, at most 4096
   * @param windowBytes the longest chunk
   */
  public CutPlanner(int blockBytes, int windowBytes) {
    this.windowBlocks = windowBytes / blockBytes;
    this.unitBlocks = CHUNK_UNIT_BYTES / blockBytes;
  }

  /**
   * A run of the present file: {@code count} blocks of it from {@code logical} on lie at {@code
   * start}.
   */
  public void addRun(long logical, long start, long count) {
    long end = logical + count;
    for (long from = logical; from < end; ) {
      long window = from / windowBlocks;
      boolean alone = from % windowBlocks == 0 && end - from >= windowBlocks;
      // Whole windows in one place need no chain; what is left of the run's ends may.
      long to = alone ? end - end % windowBlocks : Math.min(end, (window + 1) * windowBlocks);
      long place = start + (from - logical);
      if (alone) {
        finishChain();
        emitRun(from, place, to - from);
      } else {
        chain(window, new Gather.Piece(place, (int) (to - from), (int) (from % windowBlocks)));
      }
      from = to;
    }
  }

  /** The present file ends. */
  public void endFile() {
    finishChain();
    flushRun();
  }

  private void chain(long window, Gather.Piece piece) {
    if (!chain.isEmpty() && (window != chainWindow || !belongsTo(chain.getLast(), piece))) {
      finishChain();
    }
    chainWindow = window;
    chain.add(piece);
  }

  /** Whether no whole zero unit, at which chunks are cut anyway, lies between the two. */
  private boolean belongsTo(Gather.Piece last, Gather.Piece next) {
    int lastUnit = (last.windowEndBlocks() - 1) / unitBlocks;
    return next.windowOffsetBlocks() / unitBlocks <= lastUnit + 1;
  }

  private void finishChain() {
    if (chain.isEmpty()) {
      return;
    }
    // A lone piece that starts within a unit also needs the zeros before it put back.
    boolean apart = chain.size() > 1 || chain.getFirst().windowOffsetBlocks() % unitBlocks != 0;
    if (apart && pieceCount + chain.size() <= MAX_PIECES) {
      flushRun();
      pieceCount += chain.size();
      gathers.add(new Gather(chain));
      for (Gather.Piece piece : chain) {
        addStretch(piece.startBlock(), piece.startBlock() + piece.blockCount(), CutPlan.GATHERED);
      }
    } else {
      incomplete |= apart;
      for (Gather.Piece piece : chain) {
        long logical = chainWindow * windowBlocks + piece.windowOffsetBlocks();
        emitRun(logical, piece.startBlock(), piece.blockCount());
      }
    }
    chain.clear();
  }

  private void emitRun(long logical, long start, long count) {
    if (start == runEnd && logical - start == runLogical - runStart && runEnd > runStart) {
      runEnd += count;
      return;
    }
    flushRun();
    runLogical = logical;
    runStart = start;
    runEnd = start + count;
  }

  private void flushRun() {
    if (runEnd > runStart) {
      addStretch(runStart, runEnd, (int) Math.floorMod(runStart - runLogical, (long) windowBlocks));
    }
    runStart = 0;
    runEnd = 0;
  }

  private void addStretch(long start, long end, int grid) {
    if (stretchCount + 2 > stretches.length) {
      if (stretches.length >= MAX_STRETCHES) {
        incomplete = true;
        return;
      }
      stretches = Arrays.copyOf(stretches, 2 * stretches.length);
    }
    stretches[stretchCount++] = start << START_SHIFT | BEGINS | grid;
    stretches[stretchCount++] = end << START_SHIFT;
  }

  /** Whether some of what was told was too much to plan for, or contradicts itself. */
  public boolean isIncomplete() {
    return incomplete;
  }

  /** The plan of all files told so far. */
  public CutPlan plan() {
    Arrays.sort(stretches, 0, stretchCount);
    boolean gather = !hasOverlaps();
    long[] sorted = new long[stretchCount + 1];
    sorted[0] = CutPlan.pack(0, CutPlan.IN_NO_FILE);
    int count = 1;
    for (int i = 0; i < stretchCount; i++) {
      long start = stretches[i] >>> START_SHIFT;
      boolean begins = (stretches[i] & BEGINS) != 0;
      int grid = (int) stretches[i] & 0xffff;
      boolean known = begins && (gather || grid != CutPlan.GATHERED);
      int place = CutPlan.startOf(sorted[count - 1]) == start ? count - 1 : count;
      sorted[place] = CutPlan.pack(start, known ? grid : CutPlan.IN_NO_FILE);
      count = place + 1;
    }
    gathers.sort(Comparator.comparingLong(g -> g.pieces().getFirst().startBlock()));
    incomplete |= !gather;
    return new CutPlan(windowBlocks, Arrays.copyOf(sorted, count), gather ? gathers : List.of());
  }

  /** Two files that claim one block: then no block must be mapped twice, so nothing is gathered. */
  private boolean hasOverlaps() {
    int depth = 0;
    for (int i = 0; i < stretchCount; i++) {
      depth += (stretches[i] & BEGINS) != 0 ? 1 : -1;
      if (depth > 1) {
        return true;
      }
    }
    return false;
  }
}
