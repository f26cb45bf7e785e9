package io.tinyvol.builder.image;

import io.tinyvol.builder.SourceException;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.posix.SparseSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** An image file or a block device, which must not change while it is read. */
public final class ImageSource implements SparseSource {
  private final FilePlace place;
  private final PosixFile file;
  private final FileTime modified;

  private ImageSource(FilePlace place, PosixFile file, FileTime modified) {
    this.place = place;
    this.file = file;
    this.modified = modified;
  }

  /**
   * Opens an image.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws SourceException if it is a folder or something that has no size
   */
  public static ImageSource open(FilePlace place) throws IOException {
    Path path = place.path();
    if (Files.isDirectory(path)) {
      throw new SourceException(place + ": is a folder, not an image; use --from-dir");
    }
    PosixFile file = place.open();
    try {
      if (file.sizeBytes() == 0 && !Files.isRegularFile(path)) {
        throw new SourceException(place + ": is neither an image file nor a block device");
      }
      return new ImageSource(place, file, Files.getLastModifiedTime(path));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Compares the image with what it was when it was opened.
   *
   * @throws SourceException if it has been written to
   */
  public void checkUnchanged() throws IOException {
    Path path = place.path();
    boolean isFile = Files.isRegularFile(path);
    if (isFile
        && (Files.size(path) != file.sizeBytes()
            || !Files.getLastModifiedTime(path).equals(modified))) {
      throw new SourceException(
          place + ": changed while it was read; stop what writes to it, or copy it first");
    }
  }

  @Override
  public long sizeBytes() {
    return file.sizeBytes();
  }

  @Override
  public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
    file.readFully(offsetBytes, dst);
  }

  @Override
  public long nextData(long offsetBytes) throws IOException {
    return file.nextData(offsetBytes);
  }

  @Override
  public long nextHole(long offsetBytes) throws IOException {
    return file.nextHole(offsetBytes);
  }

  @Override
  public void close() {
    file.close();
  }
}
