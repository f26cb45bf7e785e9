package io.tinyvol.builder.cut;

import java.util.Arrays;
import java.util.List;

/**
 * Where the blocks of an image are cut into chunks.
 *
 * <p>A <em>window</em> is what one chunk may hold at most. Every stretch of blocks has a grid of
 * windows: in a file's data it counts from the file's start, so that the same file gives the same
 * chunks wherever it lies; elsewhere from the image's start. Windows whose blocks do not lie
 * together are apart, as {@link Gather}s.
 *
 * <p>Immutable. Eight bytes a stretch, sorted: the block it starts at, then the place of the grid,
 * or {@link #GATHERED}.
 */
public final class CutPlan {
  /** The place of the grid that marks blocks which belong to gathers. */
  static final int GATHERED = 0xffff;

  /** Marks, beside the place of the grid, blocks of which it is not known that a file has them. */
  static final int IN_NO_FILE = 0x8000;

  private static final int GRID_BITS = 16;

  private final int windowBlocks;
  private final long[] stretches;
  private final List<Gather> gathers;

  CutPlan(int windowBlocks, long[] sortedStretches, List<Gather> gathers) {
    this.windowBlocks = windowBlocks;
    this.stretches = sortedStretches;
    this.gathers = List.copyOf(gathers);
  }

  /** The plan that knows nothing of what the blocks are: windows from the start of the image. */
  public static CutPlan fixed(int windowBlocks) {
    return new CutPlan(windowBlocks, new long[] {pack(0, IN_NO_FILE)}, List.of());
  }

  static long pack(long startBlock, int grid) {
    return startBlock << GRID_BITS | grid;
  }

  static long startOf(long stretch) {
    return stretch >>> GRID_BITS;
  }

  /** The most blocks a chunk holds. */
  public int windowBlocks() {
    return windowBlocks;
  }

  /** The windows whose blocks lie apart, by the place of their first block. */
  public List<Gather> gathers() {
    return gathers;
  }

  /** A walk along the cuts from a block on. */
  public Cuts cutsFrom(long block) {
    return new Cuts(block);
  }

  /** The first cut at or after {@code block}. */
  public long cutAtOrAfter(long block) {
    return block == 0 ? 0 : new Cuts(block - 1).end();
  }

  /** Walks from window to window. */
  public final class Cuts {
    private int stretch;
    private long start;

    private Cuts(long block) {
      int found = Arrays.binarySearch(stretches, pack(block, GATHERED));
      this.stretch = found >= 0 ? found : -found - 2;
      this.start = block;
    }

    /** The first block of the present window that the walk covers. */
    public long start() {
      return start;
    }

    /** The block after the present window. */
    public long end() {
      long stretchEnd = stretchEnd();
      return isGathered() ? stretchEnd : Math.min(stretchEnd, start - sinceCut() + windowBlocks);
    }

    /** The first block of the present window, also of the part before the walk's start. */
    public long windowStart() {
      long stretchStart = startOf(stretches[stretch]);
      return isGathered() ? stretchStart : Math.max(stretchStart, start - sinceCut());
    }

    /** The first block after the present window that has another grid, or is of another kind. */
    public long stretchEnd() {
      return stretch + 1 < stretches.length ? startOf(stretches[stretch + 1]) : Long.MAX_VALUE;
    }

    private long sinceCut() {
      return Math.floorMod(start - (mark() & ~IN_NO_FILE), (long) windowBlocks);
    }

    /** Whether the present window's blocks belong to gathers. */
    public boolean isGathered() {
      return mark() == GATHERED;
    }

    /** Whether the present window is one of a file, and in one piece. */
    public boolean isOfFile() {
      return (mark() & IN_NO_FILE) == 0;
    }

    private int mark() {
      return (int) stretches[stretch] & GATHERED;
    }

    /** Goes on to the next window. */
    public void next() {
      start = end();
      while (stretch + 1 < stretches.length && startOf(stretches[stretch + 1]) <= start) {
        stretch++;
      }
    }
  }
}
