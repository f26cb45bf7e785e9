package io.tinyvol.posix;

import java.io.IOException;

/** A failed libc call. The message is libc's own text for the error number, and names no file. */
public final class ErrnoException extends IOException {
  /** Not permitted. */
  public static final int EPERM = 1;

  /** No such file or folder. */
  public static final int ENOENT = 2;

  /** Interrupted. */
  public static final int EINTR = 4;

  /** No such device, nobody at the other end of a pipe, or nothing behind an offset. */
  public static final int ENXIO = 6;

  /** Would have to wait. */
  public static final int EAGAIN = 11;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Somebody uses it in a way that allows no other. */
  public static final int EBUSY = 16;

  /** There already. */
  public static final int EEXIST = 17;

  /** On another file system. */
  public static final int EXDEV = 18;

  /** Not a folder. */
  public static final int ENOTDIR = 20;

  /** Not a valid argument. */
  public static final int EINVAL = 22;

  /** No such request of a device or a file. */
  public static final int ENOTTY = 25;

  /** Longer than there is room for. */
  public static final int ERANGE = 34;

  /** No such system call. */
  public static final int ENOSYS = 38;

  /** A symlink where none is followed. */
  public static final int ELOOP = 40;

  /** No such extended attribute. */
  public static final int ENODATA = 61;

  /** The file system cannot do that. */
  public static final int EOPNOTSUPP = 95;

  /** Something has that address already. */
  public static final int EADDRINUSE = 98;

  /** The other end was closed before it had read all. */
  public static final int ECONNRESET = 104;

  /** Nobody listens. */
  public static final int ECONNREFUSED = 111;

  private static final long serialVersionUID = 1L;

  private final int errno;

  ErrnoException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  /** The error's number. */
  public int errno() {
    return errno;
  }
}
