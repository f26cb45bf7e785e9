package io.tinyvol.posix;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file or block device open for reading, with its holes as lseek(2)'s SEEK_DATA and SEEK_HOLE
 * tell them. A file system that cannot tell gives one run of data.
 */
public final class PosixFile implements SparseSource {
  private final String path;
  private final long sizeBytes;
  private final int fd;
  private boolean closed;

  private PosixFile(String path, int fd, long sizeBytes) {
    this.path = path;
    this.fd = fd;
    this.sizeBytes = sizeBytes;
  }

  /**
   * Opens a file or device for reading.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws AccessDeniedException if it may not be read
   */
  public static PosixFile open(Path file) throws IOException {
    String name = file.toString();
    try {
      return ofWhole(FileCalls.open(name, OpenFlags.RDONLY), name);
    } catch (ErrnoException e) {
      throw FileFailures.ofOpen(name, e);
    }
  }

  /**
   * A file or device that is open for reading, and stays open when this is closed.
   *
   * @param name names the file in messages
   */
  public static PosixFile of(Descriptor opened, String name) throws IOException {
    Descriptor own = opened.duplicate();
    return ofWhole(own.number(), name);
  }

  /** Takes over a descriptor's number. */
  private static PosixFile ofWhole(int fd, String name) throws IOException {
    try {
      return new PosixFile(name, fd, FileCalls.lseek(fd, 0, FileCalls.SEEK_END));
    } catch (ErrnoException e) {
      FileCalls.close(fd);
      throw FileFailures.of(name, e);
    }
  }

  /** One that is open already, and closed with what is made of it; of a file only, no device. */
  static PosixFile ofDescriptor(int fd, String path, Scratch scratch) throws ErrnoException {
    return new PosixFile(path, fd, statusOf(fd, scratch).sizeBytes());
  }

  private static FileStatus statusOf(int fd, Scratch scratch) throws ErrnoException {
    return FolderCalls.statx(fd, new byte[0], FolderCalls.AT_EMPTY_PATH, scratch);
  }

  /** What is known of the file now. */
  public FileStatus status(Scratch scratch) throws IOException {
    checkOpen();
    try {
      return statusOf(fd, scratch);
    } catch (ErrnoException e) {
      throw FileFailures.of(path, e);
    }
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
    if (!dst.isDirect()) {
      ByteBuffer direct = ByteBuffer.allocateDirect(dst.remaining());
      readFully(offsetBytes, direct);
      dst.put(direct.flip());
      return;
    }
    long position = offsetBytes;
    while (dst.hasRemaining()) {
      long count = readSome(dst, position);
      if (count == 0) {
        throw new EOFException(path + ": ends at " + position + ", " + dst.remaining() + " short");
      }
      dst.position(dst.position() + (int) count);
      position += count;
    }
  }

  private long readSome(ByteBuffer dst, long position) throws IOException {
    checkOpen();
    while (true) {
      try {
        return FileCalls.pread(fd, dst, position);
      } catch (ErrnoException e) {
        if (e.errno() != ErrnoException.EINTR) {
          throw FileFailures.of(path, e);
        }
      }
    }
  }

  /** Its bytes from {@code start} to before {@code end}, both within it; for one thread. */
  public InputStream stream(long start, long end) {
    return new FileStream(this, start, end);
  }

  @Override
  public long nextData(long offsetBytes) throws IOException {
    return seek(offsetBytes, FileCalls.SEEK_DATA, sizeBytes, offsetBytes);
  }

  @Override
  public long nextHole(long offsetBytes) throws IOException {
    return seek(offsetBytes, FileCalls.SEEK_HOLE, sizeBytes, sizeBytes);
  }

  private long seek(long offset, int whence, long whenNone, long whenUnknown) throws IOException {
    checkOpen();
    if (offset >= sizeBytes) {
      return sizeBytes;
    }
    try {
      return Math.min(FileCalls.lseek(fd, offset, whence), sizeBytes);
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case ErrnoException.ENXIO -> whenNone;
        case ErrnoException.EINVAL -> whenUnknown;
        default -> throw FileFailures.of(path, e);
      };
    }
  }

  /** A closed descriptor's number may be another file's by now: it must not be used again. */
  private synchronized void checkOpen() throws IOException {
    if (closed) {
      throw new IOException(path + ": is closed");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      FileCalls.close(fd);
    }
  }
}
