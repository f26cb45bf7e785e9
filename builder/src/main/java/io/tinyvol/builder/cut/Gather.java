package io.tinyvol.builder.cut;

import java.util.List;

/**
 * A window of a file whose blocks lie in several places of the image, or with holes of less than a
 * chunk's block between them. Put together it gives the chunks that it would give in one place.
 *
 * @param pieces the places, by ascending offset in the window
 */
public record Gather(List<Piece> pieces) {
  /** Takes a copy. */
  public Gather {
    pieces = List.copyOf(pieces);
  }

  /**
   * A run of blocks of the image.
   *
   * @param startBlock the first block in the image
   * @param blockCount how many
   * @param windowOffsetBlocks where in the window they belong
   */
  public record Piece(long startBlock, int blockCount, int windowOffsetBlocks) {
    int windowEndBlocks() {
      return windowOffsetBlocks + blockCount;
    }
  }
}
