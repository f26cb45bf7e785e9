package io.tinyvol.posix;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file that is read and written at positions by any number of threads at once. Unlike a {@link
 * FileChannel} it does not close when one of them is interrupted. Buffers are direct ones.
 */
public final class BlockFile implements Closeable {
  private final Path path;
  private final Descriptor descriptor;

  private BlockFile(Path path, Descriptor descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Makes a file that only its owner may use, empty. Its entry in the folder is not synced.
   *
   * @throws FileAlreadyExistsException if there is one
   */
  public static BlockFile create(Path path) throws IOException {
    FileChannel.open(
            path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), OwnerOnly.FILE)
        .close();
    return open(path);
  }

  /**
   * Opens a file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   */
  public static BlockFile open(Path path) throws IOException {
    return new BlockFile(path, Descriptor.openReadWrite(path));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** How long it is now. */
  public long sizeBytes() throws IOException {
    return call(CallNumber.LSEEK, 0, FileCalls.SEEK_END, 0);
  }

  /**
   * Fills the buffer from its position to its limit (pread(2)).
   *
   * @throws EOFException if the file ends before
   */
  public void read(long offsetBytes, ByteBuffer dst) throws IOException {
    long position = offsetBytes;
    while (dst.hasRemaining()) {
      int count = transfer(CallNumber.PREAD64, dst, position);
      if (count == 0) {
        throw new EOFException(path + ": ends at " + position + ", " + dst.remaining() + " short");
      }
      position += count;
    }
  }

  /** Writes the buffer from its position to its limit (pwrite(2)). */
  public void write(long offsetBytes, ByteBuffer src) throws IOException {
    long position = offsetBytes;
    while (src.hasRemaining()) {
      position += transfer(CallNumber.PWRITE64, src, position);
    }
  }

  private int transfer(long number, ByteBuffer bytes, long position) throws IOException {
    try {
      return descriptor.transfer(number, bytes, position);
    } catch (ErrnoException e) {
      throw FileFailures.of(path.toString(), e);
    }
  }

  /** Cuts the file off, or adds zeros that take no space (ftruncate(2)). */
  public void setLength(long sizeBytes) throws IOException {
    call(CallNumber.FTRUNCATE, sizeBytes, 0, 0);
  }

  /** Makes what was written durable, and the length with it (fdatasync(2)). */
  public void sync() throws IOException {
    call(CallNumber.FDATASYNC, 0, 0, 0);
  }

  private long call(long number, long a, long b, long c) throws IOException {
    try {
      return descriptor.call(number, a, b, c);
    } catch (ErrnoException e) {
      throw FileFailures.of(path.toString(), e);
    }
  }

  /** Calls that are under way end before it is closed. */
  @Override
  public void close() {
    descriptor.close();
  }
}
