package io.tinyvol.blockdev.dm;

import io.tinyvol.posix.ErrnoException;
import java.io.IOException;

/** The device mapper refused something. */
public final class DmException extends IOException {
  private static final long serialVersionUID = 1L;
  private final int errno;

  DmException(String what, ErrnoException cause) {
    super(what + ": " + cause.getMessage(), cause);
    errno = cause.errno();
  }

  /** The kernel's number for why, see {@link ErrnoException}. */
  public int errno() {
    return errno;
  }
}
