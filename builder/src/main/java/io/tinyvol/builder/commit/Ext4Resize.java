package io.tinyvol.builder.commit;

import io.tinyvol.builder.SourceException;
import io.tinyvol.ext4.Ext4Exception;
import io.tinyvol.ext4.Ext4Reader;
import io.tinyvol.ext4.Geometry;
import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Grows the file system in a volume that nobody uses, by resize2fs, in a copy of the volume. */
public final class Ext4Resize {
  private static final int PIECE_BYTES = 1 << 20;

  /** e2fsck's exit status up to which the file system is sound: errors have been corrected. */
  private static final int CORRECTED = 1;

  private final E2fsPrograms programs;

  Ext4Resize(E2fsPrograms programs) {
    this.programs = programs;
  }

  /**
   * Grows an ext2, ext3 or ext4 file system. For as long as the result is open, a sparse copy of
   * the volume lies in a temporary file.
   *
   * @param view the volume, which is only read and stays the caller's
   * @param newSizeBytes what the volume is to have, at least the size of the view; the file system
   *     fills it but for a part of a block, or a last group that is too small to be one
   * @param temporary the folder for the copy
   * @return the grown copy, and where it differs from the view
   * @throws SourceException if there is no such file system, it was not unmounted cleanly, is
   *     damaged or cannot be grown so far, or resize2fs is not installed
   * @throws IllegalArgumentException if the new size is less than the view's
   */
  public static GrownFilesystem grow(SparseSource view, long newSizeBytes, Path temporary)
      throws IOException {
    return new Ext4Resize(E2fsPrograms.installed()).growCopy(view, newSizeBytes, temporary);
  }

  GrownFilesystem growCopy(SparseSource view, long newSizeBytes, Path temporary)
      throws IOException {
    if (newSizeBytes < view.sizeBytes()) {
      throw new IllegalArgumentException(newSizeBytes + " bytes are less than " + view.sizeBytes());
    }
    Geometry before = checkClean(view);
    Path file = Files.createTempFile(temporary, "resize-", ".img");
    try {
      copy(view, newSizeBytes, file);
      // It would write the time into the superblock of a file system that it need not grow.
      if (newSizeBytes - before.sizeBytes() >= before.blockSizeBytes()) {
        resize(file);
      }
      return GrownFilesystem.of(view, file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static Geometry checkClean(SparseSource view) throws IOException {
    try {
      Ext4Reader reader = Ext4Reader.open(view);
      if (!reader.isClean()) {
        throw new SourceException(
            "the volume's file system cannot be grown: it was not unmounted cleanly or has errors;"
                + " mount and unmount it, or run e2fsck");
      }
      return reader.geometry();
    } catch (Ext4Exception e) {
      throw new SourceException("the volume cannot be grown: it " + e.getMessage());
    }
  }

  private static void copy(SparseSource view, long newSizeBytes, Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = view.sizeBytes();
      for (long at = view.nextData(0); at < size; at = view.nextData(at)) {
        long hole = view.nextHole(at);
        while (at < hole) {
          buffer.clear().limit((int) Math.min(PIECE_BYTES, hole - at));
          view.readFully(at, buffer);
          at += writeFully(channel, at, buffer.flip());
        }
      }
      if (channel.size() < newSizeBytes) {
        writeFully(channel, newSizeBytes - 1, ByteBuffer.allocate(1));
      }
    }
  }

  private static int writeFully(FileChannel channel, long offsetBytes, ByteBuffer bytes)
      throws IOException {
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      int written = channel.write(bytes, offsetBytes + bytes.position());
      if (written < 0) {
        throw new IOException("nothing was written");
      }
    }
    return length;
  }

  private void resize(Path file) throws IOException {
    E2fsPrograms.Ended ended = programs.run("resize2fs", file.toString());
    if (ended.status() != 0 && ended.output().contains("e2fsck -f")) {
      // It wants every file system checked that was mounted since it last was.
      E2fsPrograms.Ended checked = programs.run("e2fsck", "-fp", file.toString());
      if (checked.status() > CORRECTED) {
        throw new SourceException(
            "the volume's file system cannot be grown; e2fsck says: " + checked.lastLine());
      }
      ended = programs.run("resize2fs", file.toString());
    }
    if (ended.status() != 0) {
      throw new SourceException(
          "the volume's file system cannot be grown; resize2fs says: " + ended.lastLine());
    }
  }

  /**
   * Whether all bytes of a volume from a new size on can go: there is an ext2, ext3 or ext4 file
   * system at its start that ends before them, or they are zeros, of which holes are not read.
   */
  public static boolean isUnusedFrom(SparseSource view, long newSizeBytes) throws IOException {
    try {
      if (Ext4Reader.open(view).geometry().sizeBytes() <= newSizeBytes) {
        return true;
      }
    } catch (Ext4Exception e) {
      // Then nothing is known of where what is in it ends.
      return isZeroFrom(view, newSizeBytes);
    }
    // A file system that would lose blocks, were they zeros or not.
    return newSizeBytes >= view.sizeBytes();
  }

  private static boolean isZeroFrom(SparseSource view, long newSizeBytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);
    long size = view.sizeBytes();
    for (long at = view.nextData(newSizeBytes); at < size; at = view.nextData(at)) {
      buffer.clear().limit((int) Math.min(PIECE_BYTES, size - at));
      view.readFully(at, buffer);
      at += buffer.position();
      buffer.flip();
      if (!GrownFilesystem.isZero(buffer)) {
        return false;
      }
    }
    return true;
  }
}
