package io.tinyvol.volume.manifest;

import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A volume's bytes, of which some are known to be those of another volume before they are read. Not
 * thread-safe: one for each thread.
 */
public interface PieceSource extends SparseSource {
  /**
   * A part of a volume that is in one piece, or zeros.
   *
   * @param content tells what it holds: two pieces with equal contents hold the same bytes, as far
   *     as both reach; others may as well; null is zeros
   * @param endBytes where it ends
   */
  record Piece(@Nullable Object content, long endBytes) {}

  /**
   * What the volume has from a position on, as far as that is one piece. Bytes need not be read to
   * see that two pieces are the same.
   *
   * @throws IllegalArgumentException if the position does not lie inside the volume
   */
  Piece pieceAt(long offsetBytes) throws IOException;

  @Override
  void close();
}
