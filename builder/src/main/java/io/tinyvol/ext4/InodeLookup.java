package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads single inodes. It keeps the last piece of a table: files often have their neighbours'. */
final class InodeLookup {
  private static final int PIECE_BYTES = 4096;

  private final SparseReader reader;
  private final Geometry geometry;
  private final GroupTable groups;
  private final int inodesPerPiece;
  private final ByteBuffer piece;
  private long pieceOffset = -1;

  InodeLookup(SparseReader reader, Geometry geometry, GroupTable groups) {
    this.reader = reader;
    this.geometry = geometry;
    this.groups = groups;
    this.inodesPerPiece = Math.max(1, PIECE_BYTES / geometry.inodeSizeBytes());
    this.piece = SparseReader.buffer(inodesPerPiece * geometry.inodeSizeBytes());
  }

  /** An inode in use, valid until the next is read. */
  InodeView read(long number) throws IOException, DamagedInodeException {
    if (number < 1 || number > geometry.inodesCount()) {
      throw new DamagedInodeException("is not one of the " + geometry.inodesCount());
    }
    int group = (int) ((number - 1) / geometry.inodesPerGroup());
    int index = (int) ((number - 1) % geometry.inodesPerGroup());
    if (index < groups.usableInodes(group)) {
      InodeView inode = read(group, index);
      if (inode.linksCount() > 0) {
        return inode;
      }
    }
    throw new DamagedInodeException("is not in use");
  }

  private InodeView read(int group, int index) throws IOException {
    int first = index - index % inodesPerPiece;
    long offset = groups.tableOffsetBytes(group) + (long) first * geometry.inodeSizeBytes();
    if (offset != pieceOffset) {
      int inodes = Math.min(inodesPerPiece, geometry.inodesPerGroup() - first);
      pieceOffset = -1;
      reader.read(offset, piece, inodes * geometry.inodeSizeBytes());
      pieceOffset = offset;
    }
    return new InodeView(piece, (index - first) * geometry.inodeSizeBytes());
  }
}
