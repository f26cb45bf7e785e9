package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.reflink.format.FileMark;
import io.tinyvol.posix.OutputFile;
import io.tinyvol.posix.OwnFile;
import io.tinyvol.posix.PosixFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Makes files that have what others have, and share the blocks with them. */
final class Clones {
  private static final int PIECE_BYTES = 1 << 20;

  private Clones() {}

  /**
   * Makes a file, durable on return but for its name.
   *
   * @param sizeBytes its length, where it is not the other's: cut off, or zeros added
   * @param mayCopy whether it is copied where files cannot share blocks
   * @return what it is known by
   * @throws NoReflinkException if they cannot, and it may not
   */
  static FileMark make(Path from, Path to, OptionalLong sizeBytes, boolean mayCopy)
      throws IOException {
    try (OwnFile source = OwnFile.openForReading(from);
        OwnFile target = OwnFile.create(to)) {
      fill(source, target, from, mayCopy);
      if (sizeBytes.isPresent() && sizeBytes.getAsLong() != target.status().sizeBytes()) {
        target.setLength(sizeBytes.getAsLong());
      }
      target.sync();
      return DiskFiles.mark(target);
    }
  }

  /**
   * Gives an open file what another has. Not durable.
   *
   * @param from the other's path, for messages
   */
  static void fill(OwnFile source, OwnFile target, Path from, boolean mayCopy) throws IOException {
    if (target.cloneOf(source)) {
      return;
    }
    if (!mayCopy) {
      throw new NoReflinkException(from);
    }
    copy(source, target, from);
  }

  private static void copy(OwnFile source, OwnFile target, Path from) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    try (PosixFile in = PosixFile.of(source.descriptor(), from.toString());
        OutputFile out = OutputFile.of(target.descriptor())) {
      long size = in.sizeBytes();
      out.setLength(size);
      for (long at = in.nextData(0); at < size; at = in.nextData(at)) {
        for (long end = in.nextHole(at); at < end; at += piece.limit()) {
          piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
          in.readFully(at, piece);
          out.write(at, piece.flip());
        }
      }
    }
  }
}
