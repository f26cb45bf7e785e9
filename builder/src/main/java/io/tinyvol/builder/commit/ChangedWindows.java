package io.tinyvol.builder.commit;

import io.tinyvol.builder.cut.CutPlanner;
import io.tinyvol.ext4.FileExtentVisitor;
import io.tinyvol.ext4.FileKind;
import io.tinyvol.ext4.ImageRegion;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a planner of those windows of files in which something changed, each as a whole: so the
 * plan is as large as the change, not as the files. The planner counts in the volume's blocks, of
 * which {@code ratio} make one of the file system's.
 */
final class ChangedWindows implements FileExtentVisitor {
  private final CutPlanner planner;
  private final ImageRegion changed;
  private final int blockBytes;
  private final int ratio;
  private final int windowBlocks;

  /** The pieces of a window that does not lie in one piece, or that the next extent goes on in. */
  private final List<Piece> pieces = new ArrayList<>();

  private long window;

  private record Piece(long logical, long start, long count) {}

  ChangedWindows(
      CutPlanner planner, ImageRegion changed, int blockBytes, int ratio, int windowBytes) {
    this.planner = planner;
    this.changed = changed;
    this.blockBytes = blockBytes;
    this.ratio = ratio;
    this.windowBlocks = windowBytes / blockBytes;
  }

  @Override
  public void file(long inode, FileKind kind, long sizeBytes) {}

  @Override
  public void extent(long logicalBlock, long physicalBlock, long blockCount) {
    long logical = logicalBlock * ratio;
    long place = physicalBlock * ratio - logical;
    long end = logical + blockCount * ratio;
    for (long from = logical; from < end; ) {
      long to;
      if (from % windowBlocks == 0 && end - from >= windowBlocks) {
        to = end - end % windowBlocks;
        tellPieces();
        tellWhole(from, to, place);
      } else {
        to = Math.min(end, (from / windowBlocks + 1) * windowBlocks);
        if (from / windowBlocks != window) {
          tellPieces();
        }
        window = from / windowBlocks;
        pieces.add(new Piece(from, from + place, to - from));
      }
      from = to;
    }
  }

  @Override
  public void endFile() {
    tellPieces();
    planner.endFile();
  }

  /** Whole windows that lie at {@code place} behind where they are in the file. */
  private void tellWhole(long from, long to, long place) {
    for (long at = from; at < to; ) {
      long change = changed.next((at + place) * blockBytes) / blockBytes - place;
      if (change >= to) {
        return;
      }
      long start = change - change % windowBlocks;
      planner.addRun(start, start + place, windowBlocks);
      at = start + windowBlocks;
    }
  }

  private void tellPieces() {
    if (pieces.stream().anyMatch(this::isChanged)) {
      pieces.forEach(piece -> planner.addRun(piece.logical(), piece.start(), piece.count()));
    }
    pieces.clear();
  }

  private boolean isChanged(Piece piece) {
    long end = (piece.start() + piece.count()) * blockBytes;
    return changed.next(piece.start() * blockBytes) < end;
  }
}
