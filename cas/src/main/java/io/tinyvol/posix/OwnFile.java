package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A regular file in a folder of ours, open under its own name: a symlink, or whatever else is there
 * in its place, is refused and not followed. For one thread at a time.
 */
public final class OwnFile implements Closeable {
  /** FICLONE, see ioctl_ficlonerange(2). */
  private static final long CLONE = 0x40049409L;

  /** LOCK_EX and LOCK_NB, see flock(2). */
  private static final long LOCK_NOW = 2 | 4;

  // See fcntl(2): F_SETSIG, F_SETLEASE, F_WRLCK, F_UNLCK.
  private static final long SET_SIGNAL = 10;
  private static final long SET_LEASE = 1024;
  private static final long WRITE_LEASE = 1;
  private static final long NO_LEASE = 2;

  /** A signal that is ignored unless somebody handles it (signal(7)). */
  private static final long SIGURG = 23;

  private final Path path;
  private final Descriptor descriptor;

  private OwnFile(Path path, Descriptor descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Makes a file that only its owner may use, empty, open for reading and writing.
   *
   * @throws FileAlreadyExistsException if there is one
   */
  public static OwnFile create(Path path) throws IOException {
    FileChannel.open(
            path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), OwnerOnly.FILE)
        .close();
    return open(path, OpenFlags.RDWR);
  }

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException if there is none
   * @throws FileSystemException if there is something else than a regular file
   */
  public static OwnFile openForReading(Path path) throws IOException {
    return open(path, OpenFlags.RDONLY);
  }

  /** The same for reading and writing. */
  public static OwnFile openReadWrite(Path path) throws IOException {
    return open(path, OpenFlags.RDWR);
  }

  private static OwnFile open(Path path, int mode) throws IOException {
    Descriptor opened;
    try {
      opened = Descriptor.open(path, mode | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK);
    } catch (FileSystemException e) {
      if (e.getCause() instanceof ErrnoException errno && errno.errno() == ErrnoException.ELOOP) {
        throw notRegular(path, FileStatus.Type.SYMLINK);
      }
      throw e;
    }
    OwnFile file = new OwnFile(path, opened);
    try {
      FileStatus.Type type = file.status().type();
      if (type != FileStatus.Type.REGULAR) {
        throw notRegular(path, type);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static FileSystemException notRegular(Path path, FileStatus.Type type) {
    return new FileSystemException(path.toString(), null, "is no regular file, but " + type);
  }

  /** The descriptor, which is closed with this. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** What the kernel knows of it now. */
  public FileStatus status() throws IOException {
    return descriptor.status();
  }

  /**
   * Makes this file, which is open for writing, share all that another has now; what it had is
   * gone, its length is the other's. Not durable.
   *
   * @return false, and nothing is changed, if the file system cannot do that between the two
   */
  public boolean cloneOf(OwnFile source) throws IOException {
    try {
      call(CallNumber.IOCTL, CLONE, source.descriptor.number());
      return true;
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case ErrnoException.EOPNOTSUPP,
            ErrnoException.ENOTTY,
            ErrnoException.EXDEV,
            ErrnoException.EINVAL ->
            false;
        default -> throw FileFailures.of(path.toString(), e);
      };
    }
  }

  /**
   * Takes a lock on the file, which ends when this is closed, or the process ends; unlike those of
   * {@link java.nio.channels.FileLock} it keeps threads apart as well (flock(2)).
   *
   * @return whether nobody else has it
   */
  public boolean tryLock() throws IOException {
    try {
      call(CallNumber.FLOCK, LOCK_NOW, 0);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == ErrnoException.EAGAIN) {
        return false;
      }
      throw FileFailures.of(path.toString(), e);
    }
  }

  /**
   * Whether anybody else has the file open, in whatever container, or a loop device is made of it:
   * then the kernel gives no lease for writing (fcntl(2)). Only its owner, or root, may ask.
   */
  public boolean isUsedByOthers() throws IOException {
    try {
      // Who opens it in the moment of the lease makes the kernel send a signal, which is SIGIO
      // unless another is chosen, and would end this process.
      call(CallNumber.FCNTL, SET_SIGNAL, SIGURG);
      call(CallNumber.FCNTL, SET_LEASE, WRITE_LEASE);
      call(CallNumber.FCNTL, SET_LEASE, NO_LEASE);
      return false;
    } catch (ErrnoException e) {
      if (e.errno() == ErrnoException.EAGAIN) {
        return true;
      }
      throw FileFailures.of(path.toString(), e);
    }
  }

  /** Cuts the file off, or adds zeros that take no space (ftruncate(2)). */
  public void setLength(long sizeBytes) throws IOException {
    checked(CallNumber.FTRUNCATE, sizeBytes);
  }

  /**
   * Takes space for the file's first bytes (fallocate(2)). What was not written there is zeros, and
   * the file is as long as that at least. When it fails, some of the space may be taken.
   *
   * @return false if the file system cannot do that
   */
  public boolean allocate(long sizeBytes) throws IOException {
    try {
      long unused = descriptor.call(CallNumber.FALLOCATE, 0, 0, sizeBytes);
      assert unused == 0;
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == ErrnoException.EOPNOTSUPP) {
        return false;
      }
      throw FileFailures.of(path.toString(), e);
    }
  }

  /** Makes everything durable (fsync(2)). */
  public void sync() throws IOException {
    checked(CallNumber.FSYNC, 0);
  }

  private void checked(long number, long argument) throws IOException {
    try {
      call(number, argument, 0);
    } catch (ErrnoException e) {
      throw FileFailures.of(path.toString(), e);
    }
  }

  private void call(long number, long a, long b) throws ErrnoException, ClosedChannelException {
    long unused = descriptor.call(number, a, b, 0);
    assert unused >= 0;
  }

  /** Its path. */
  @Override
  public String toString() {
    return path.toString();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
