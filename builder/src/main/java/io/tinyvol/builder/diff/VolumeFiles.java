package io.tinyvol.builder.diff;

import io.tinyvol.ext4.Ext4Exception;
import io.tinyvol.ext4.Ext4Reader;
import io.tinyvol.ext4.Ext4Tree;
import io.tinyvol.ext4.TreeReport;
import io.tinyvol.ext4.TreeVisitor;
import io.tinyvol.volume.manifest.PieceSource;
import io.tinyvol.volume.manifest.PieceSource.Piece;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The files of the ext4 file system in a volume. Not thread-safe. */
final class VolumeFiles implements Closeable {
  private final PieceSource source;
  private final Ext4Tree tree;
  private final FileMap map;

  private VolumeFiles(PieceSource source, Ext4Reader reader) {
    this.source = source;
    this.tree = reader.tree();
    this.map = new FileMap(reader.geometry().blockSizeBytes());
  }

  /**
   * Opens a volume, and takes it over.
   *
   * @throws Ext4Exception if there is no ext4 file system in it that can be read
   */
  static VolumeFiles open(PieceSource source) throws IOException {
    try {
      return new VolumeFiles(source, Ext4Reader.open(source));
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Visits all files. */
  TreeReport walk(TreeVisitor visitor) throws IOException {
    return tree.walk(visitor);
  }

  /** The content of a file, where its inode has it. */
  Optional<byte[]> inlineContent(long inode) throws IOException {
    return tree.inlineContent(inode);
  }

  /** Where the data of a file lies; valid until the next call. */
  FileMap map(long inode) throws IOException {
    tree.visitExtents(inode, map);
    return map;
  }

  /** What the volume has from a place on. */
  Piece pieceAt(long place) throws IOException {
    return place == FileMap.HOLE ? new Piece(null, Long.MAX_VALUE) : source.pieceAt(place);
  }

  /** Fills the buffer with what the volume has from a place on. */
  void read(long place, ByteBuffer dst) throws IOException {
    source.readFully(place, dst);
  }

  @Override
  public void close() {
    source.close();
  }
}
