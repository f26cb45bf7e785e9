package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A file descriptor that is this process's own, and stays its own: programs that it starts do not
 * inherit it. It may be of anything that can be open.
 *
 * <p>All methods may be called from several threads at once. Calls that are under way when another
 * thread closes end within a tenth of a second; until then the kernel gives the number to no other
 * file.
 */
public final class Descriptor implements Closeable {
  private static final int STANDARD_INPUT = 0;
  private static final int STANDARD_OUTPUT = 1;

  /** F_GETFL, see fcntl(2). */
  private static final int GET_FLAGS = 3;

  /** F_DUPFD_CLOEXEC. */
  private static final int DUPLICATE = 1030;

  /** Between tries when the kernel says that it need not wait, and then that it must. */
  private static final long RETRY_NANOS = 1_000_000;

  private final int number;
  private final boolean isOwned;

  // A closed descriptor's number may be another file's by now: so it is closed when nobody uses it.
  private int users;
  private boolean closed;

  /** Takes over a number. */
  Descriptor(int number) {
    this(number, true);
  }

  private Descriptor(int number, boolean isOwned) {
    this.number = number;
    this.isOwned = isOwned;
  }

  /**
   * Opens what exists for reading: a file, a folder, a device, or a fifo, which waits until there
   * is a writer (open(2), fifo(7)).
   *
   * @throws NoSuchFileException if there is no such file
   * @throws AccessDeniedException if it may not be read
   */
  public static Descriptor openForReading(Path path) throws IOException {
    return open(path, OpenFlags.RDONLY);
  }

  /**
   * Opens what exists for writing, and leaves what is in it: a file, a device, or a fifo, which
   * waits until there is a reader.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws AccessDeniedException if it may not be written
   */
  public static Descriptor openForWriting(Path path) throws IOException {
    return open(path, OpenFlags.WRONLY);
  }

  /**
   * Opens what exists for both; does not wait.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws AccessDeniedException if it may not be read and written
   */
  public static Descriptor openReadWrite(Path path) throws IOException {
    return open(path, OpenFlags.RDWR);
  }

  /** Opens with flags of {@link OpenFlags}. */
  static Descriptor open(Path path, int flags) throws IOException {
    while (true) {
      try {
        return new Descriptor(FileCalls.open(path.toString(), flags));
      } catch (ErrnoException e) {
        if (e.errno() != ErrnoException.EINTR) {
          throw FileFailures.ofOpen(path.toString(), e);
        }
      }
    }
  }

  /** Standard input, which stays open when this is closed. */
  public static Descriptor standardInput() {
    return new Descriptor(STANDARD_INPUT, false);
  }

  /** Standard output, which stays open when this is closed. */
  public static Descriptor standardOutput() {
    return new Descriptor(STANDARD_OUTPUT, false);
  }

  /**
   * The number, which is the file's until this is closed.
   *
   * @throws IllegalStateException if it is closed
   */
  public synchronized int number() {
    if (closed) {
      throw new IllegalStateException("the descriptor is closed");
    }
    return number;
  }

  /**
   * The path by which this process opens the same file anew (proc_pid_fd(5)), until this is closed.
   * The kernel then looks at the rights of this process, and not at how the descriptor was opened:
   * ask {@link #isReadable} or {@link #isWritable} first for whoever handed it over.
   *
   * @throws IllegalStateException if it is closed
   */
  public Path path() {
    return Path.of("/proc/self/fd/" + number());
  }

  /**
   * Whether it was opened for reading. One that only names a file (O_PATH), which takes no right to
   * the file, was not.
   */
  public boolean isReadable() throws IOException {
    return hasAccess(OpenFlags.RDONLY);
  }

  /** Whether it was opened for writing; the same holds. */
  public boolean isWritable() throws IOException {
    return hasAccess(OpenFlags.WRONLY);
  }

  private boolean hasAccess(int mode) throws IOException {
    int fd = acquire();
    try {
      long flags = Kernel.call(CallNumber.FCNTL, fd, GET_FLAGS, 0, 0);
      long access = flags & OpenFlags.ACCESS_MODE;
      return (flags & OpenFlags.PATH) == 0 && (access == mode || access == OpenFlags.RDWR);
    } finally {
      release();
    }
  }

  /** What the kernel knows of the file now. */
  public FileStatus status() throws IOException {
    int fd = acquire();
    try {
      return FolderCalls.statx(fd, new byte[0], FolderCalls.AT_EMPTY_PATH, new Scratch());
    } finally {
      release();
    }
  }

  /** Another number for the same open file, which is closed on its own. */
  Descriptor duplicate() throws IOException {
    int fd = acquire();
    try {
      return new Descriptor((int) Kernel.call(CallNumber.FCNTL, fd, DUPLICATE, 0, 0));
    } finally {
      release();
    }
  }

  /** A channel of the same descriptor: to close either is to close both. */
  public DescriptorChannel channel() {
    return new DescriptorChannel(this);
  }

  /** A system call on a descriptor, which does not wait. */
  @FunctionalInterface
  interface Call<T> {
    T on(int fd) throws IOException;
  }

  /**
   * Does a call as soon as it need not wait.
   *
   * @throws ClosedChannelException if this is closed
   * @throws AsynchronousCloseException if another thread closes it
   * @throws ClosedByInterruptException if the thread is interrupted; this is closed then
   */
  <T> T whenReady(int events, Readiness readiness, Call<T> call) throws IOException {
    int fd = acquire();
    try {
      while (true) {
        checkUndisturbed();
        if (readiness.await(fd, events)) {
          try {
            return call.on(fd);
          } catch (ErrnoException e) {
            pauseOrThrow(e);
          }
        }
      }
    } finally {
      release();
    }
  }

  private void pauseOrThrow(ErrnoException e) throws IOException {
    switch (e.errno()) {
      case ErrnoException.EINTR -> {}
      case ErrnoException.EAGAIN -> LockSupport.parkNanos(RETRY_NANOS);
      default -> {
        checkUndisturbed(); // a socket that is shut down fails in many ways
        throw e;
      }
    }
  }

  private void checkUndisturbed() throws IOException {
    if (isClosed()) {
      throw new AsynchronousCloseException();
    }
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** A system call on the descriptor, again where a signal ends it. */
  long call(long number, long a, long b, long c) throws ErrnoException, ClosedChannelException {
    int fd = acquire();
    try {
      while (true) {
        try {
          return Kernel.call(number, fd, a, b, c);
        } catch (ErrnoException e) {
          if (e.errno() != ErrnoException.EINTR) {
            throw e;
          }
        }
      }
    } finally {
      release();
    }
  }

  /**
   * A system call that moves bytes between the file and a direct buffer, from its position on,
   * which goes on by as many as were moved: they are returned.
   */
  int transfer(long number, ByteBuffer bytes, long offset)
      throws ErrnoException, ClosedChannelException {
    try {
      long address = MemorySegment.ofBuffer(bytes).address();
      int count = (int) call(number, address, bytes.remaining(), offset);
      bytes.position(bytes.position() + count);
      return count;
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  /** The number for a call; {@link #release} follows. */
  synchronized int acquire() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    users++;
    return number;
  }

  /** The end of a call. */
  synchronized void release() {
    users--;
    closeUnused();
  }

  /** Closes a socket for its other end as well, and at once for threads that wait for it. */
  void shutDown() {
    int fd;
    try {
      fd = acquire();
    } catch (ClosedChannelException e) {
      return;
    }
    close();
    SocketCalls.shutdown(fd);
    release();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeUnused();
    }
  }

  private void closeUnused() {
    if (closed && users == 0 && isOwned) {
      FileCalls.close(number);
    }
  }
}
