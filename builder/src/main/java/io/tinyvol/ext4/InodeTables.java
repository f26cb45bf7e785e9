package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InodeView;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the inode tables in large pieces, leaving out what was never used and what is a hole. */
final class InodeTables {
  /** A multiple of every inode size. */
  private static final int PIECE_BYTES = 1 << 20;

  /** Is told of inodes. */
  interface Visitor {
    /** An inode in use; the view is valid during the call. */
    void inode(long number, InodeView inode) throws IOException;
  }

  private final SparseReader reader;
  private final Geometry geometry;
  private final GroupTable groups;

  InodeTables(SparseReader reader, Geometry geometry, GroupTable groups) {
    this.reader = reader;
    this.geometry = geometry;
    this.groups = groups;
  }

  /** Visits the inodes in use that lie in a region at least in part, in order of their numbers. */
  void visit(ImageRegion region, Visitor visitor) throws IOException {
    ByteBuffer piece = SparseReader.buffer(PIECE_BYTES);
    for (int group = 0; group < geometry.groupsCount(); group++) {
      // Numbers begin at 1.
      long firstInode = 1 + (long) group * geometry.inodesPerGroup();
      long start = groups.tableOffsetBytes(group);
      long length = (long) groups.usableInodes(group) * geometry.inodeSizeBytes();
      long end = start + length;
      int inodeSize = geometry.inodeSizeBytes();
      for (long at = region.next(start); at < end; ) {
        // Whole inodes, even where the region begins or ends within one.
        long from = start + (at - start) / inodeSize * inodeSize;
        long stop = Math.min(region.endOf(at), end) - start;
        long to = start + Math.ceilDiv(stop, (long) inodeSize) * inodeSize;
        visitTable(firstInode + (from - start) / inodeSize, from, to, piece, visitor);
        at = region.next(to);
      }
    }
  }

  private void visitTable(long firstInode, long start, long end, ByteBuffer piece, Visitor visitor)
      throws IOException {
    int inodeSize = geometry.inodeSizeBytes();
    long at = start;
    while (at < end) {
      long data = reader.nextData(at);
      if (data >= end) {
        return;
      }
      at = start + (data - start) / inodeSize * inodeSize;
      // Whole inodes, even where a hole begins within one.
      long inodes = Math.ceilDiv(Math.min(reader.nextHole(data), end) - at, inodeSize);
      int length = (int) Math.min(inodes * inodeSize, PIECE_BYTES);
      reader.read(at, piece, length);
      visitPiece(firstInode + (at - start) / inodeSize, piece, visitor);
      at += length;
    }
  }

  private void visitPiece(long firstInode, ByteBuffer piece, Visitor visitor) throws IOException {
    int inodeSize = geometry.inodeSizeBytes();
    for (int i = 0; i < piece.limit() / inodeSize; i++) {
      InodeView inode = new InodeView(piece, i * inodeSize);
      // Freed inodes, also those still open when the machine stopped, have no links.
      if (inode.linksCount() > 0) {
        visitor.inode(firstInode + i, inode);
      }
    }
  }
}
