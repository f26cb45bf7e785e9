package io.tinyvol.builder.commit;

import io.tinyvol.builder.cut.Gather;
import io.tinyvol.volume.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the pieces of gathers become, in the order of their blocks. */
final class GatheredEdits {
  private final List<Gather.Piece> pieces = new ArrayList<>();
  private final List<Extent> extents = new ArrayList<>();
  private int nextPiece;
  private int nextExtent;

  /** All that there will be; each extent lies in one of the pieces. */
  GatheredEdits(List<Gather> gathers, List<Extent> found) {
    gathers.forEach(gather -> pieces.addAll(gather.pieces()));
    pieces.sort(Comparator.comparingLong(Gather.Piece::startBlock));
    extents.addAll(found);
    extents.sort(Comparator.comparingLong(Extent::startBlock));
  }

  /** Whether the next one starts before a block. */
  boolean hasBefore(long block) {
    return nextPiece < pieces.size() && pieces.get(nextPiece).startBlock() < block;
  }

  BlockEdit next() {
    Gather.Piece piece = pieces.get(nextPiece++);
    long end = piece.startBlock() + piece.blockCount();
    List<Extent> inside = new ArrayList<>();
    while (nextExtent < extents.size() && extents.get(nextExtent).startBlock() < end) {
      inside.add(extents.get(nextExtent++));
    }
    return new BlockEdit(piece.startBlock(), end, inside);
  }
}
