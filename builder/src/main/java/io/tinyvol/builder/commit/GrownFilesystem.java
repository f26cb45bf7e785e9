package io.tinyvol.builder.commit;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.device.BlockDevice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of a volume whose file system was grown, in a temporary file that goes when this is
 * closed. For one thread at a time.
 */
public final class GrownFilesystem implements Closeable {
  private static final int UNIT_BYTES = 4096;
  private static final int PIECE_BYTES = 1 << 20;

  private final Path path;
  private final PosixFile file;
  private final ByteRanges changed;

  private GrownFilesystem(Path path, PosixFile file, ByteRanges changed) {
    this.path = path;
    this.file = file;
    this.changed = changed;
  }

  /** Compares a file with what it is a copy of, and takes it over. */
  static GrownFilesystem of(SparseSource view, Path path) throws IOException {
    PosixFile file = PosixFile.open(path);
    try {
      return new GrownFilesystem(path, file, differences(view, file));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The grown volume. */
  public SparseSource file() {
    return file;
  }

  /** The grown volume once more, which is closed on its own. */
  public SparseSource open() throws IOException {
    return PosixFile.open(path);
  }

  /**
   * Where the grown volume differs from what it was, in whole blocks of 4 KiB but at its end. What
   * was behind the old end counts as zeros.
   */
  public ByteRanges changed() {
    return changed;
  }

  /**
   * Writes what is different to a device that has the old content, and zeros behind that. Durable
   * after its next flush; until then a crash may leave any part of it.
   *
   * @throws IllegalArgumentException if the device has another size than the grown volume
   */
  public void writeTo(BlockDevice device) throws IOException {
    if (device.sizeBytes() != file.sizeBytes()) {
      throw new IllegalArgumentException(
          "a device of " + device.sizeBytes() + " bytes for " + file.sizeBytes());
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);
    for (int i = 0; i < changed.size(); i++) {
      long end = changed.offsetBytes(i) + changed.lengthBytes(i);
      for (long at = changed.offsetBytes(i); at < end; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(PIECE_BYTES, end - at));
        file.readFully(at, buffer);
        buffer.flip();
        if (isZero(buffer)) {
          device.zero(at, buffer.limit(), false);
        } else {
          device.write(at, buffer);
        }
      }
    }
  }

  private static ByteRanges differences(SparseSource view, SparseSource file) throws IOException {
    ByteRanges changed = new ByteRanges();
    ByteBuffer before = ByteBuffer.allocateDirect(PIECE_BYTES);
    ByteBuffer after = ByteBuffer.allocateDirect(PIECE_BYTES);
    long size = file.sizeBytes();
    long start = 0;
    long end = 0;
    for (long at = nextData(view, file, 0); at < size; at = nextData(view, file, at)) {
      int length = (int) Math.min(PIECE_BYTES, size - at);
      read(view, at, before, length);
      read(file, at, after, length);
      for (int i = 0; i < length; i += UNIT_BYTES) {
        int unit = Math.min(UNIT_BYTES, length - i);
        if (before.slice(i, unit).equals(after.slice(i, unit))) {
          continue;
        }
        if (at + i != end) {
          add(changed, start, end);
          start = at + i;
        }
        end = at + i + unit;
      }
      at += length;
    }
    add(changed, start, end);
    return changed;
  }

  private static void add(ByteRanges changed, long start, long end) {
    if (end > start) {
      changed.range(start, end - start);
    }
  }

  /** The next unit in which one of them may have something else than zeros. */
  private static long nextData(SparseSource view, SparseSource file, long at) throws IOException {
    long data = file.nextData(at);
    if (at < view.sizeBytes()) {
      long older = view.nextData(at);
      data = older < view.sizeBytes() ? Math.min(data, older) : data;
    }
    return Math.max(at, data / UNIT_BYTES * UNIT_BYTES);
  }

  /** Reads bytes, and zeros after the source's end. */
  private static void read(SparseSource source, long at, ByteBuffer into, int length)
      throws IOException {
    into.clear().limit(Math.clamp(source.sizeBytes() - at, 0, length));
    if (into.hasRemaining()) {
      source.readFully(at, into);
    }
    into.limit(length);
    into.put(new byte[into.remaining()]).flip();
  }

  static boolean isZero(ByteBuffer bytes) {
    int at = 0;
    while (at + Long.BYTES <= bytes.limit()) {
      if (bytes.getLong(at) != 0) {
        return false;
      }
      at += Long.BYTES;
    }
    while (at < bytes.limit()) {
      if (bytes.get(at++) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }
}
