package io.tinyvol.blockdev.thin;

import java.io.IOException;

/** A pool cannot be used as it is, and why; its message says what to do. */
public final class PoolException extends IOException {
  private static final long serialVersionUID = 1L;

  PoolException(String pool, String problem) {
    super("pool " + pool + ": " + problem);
  }

  PoolException(String pool, String problem, Throwable cause) {
    super("pool " + pool + ": " + problem, cause);
  }
}
