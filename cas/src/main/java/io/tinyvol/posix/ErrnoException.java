package io.tinyvol.posix;

import java.io.IOException;

/** A failed libc call. The message is libc's own text for the error number. */
final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1L;

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int EACCES = 13;
  static final int EINVAL = 22;

  private final int errno;

  ErrnoException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }
}
