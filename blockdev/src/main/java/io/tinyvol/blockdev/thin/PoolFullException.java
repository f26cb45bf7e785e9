package io.tinyvol.blockdev.thin;

import java.io.IOException;

/** A pool has no room for what was asked for, which was not begun. */
public final class PoolFullException extends IOException {
  private static final long serialVersionUID = 1L;

  PoolFullException(String pool, String problem) {
    super("pool " + pool + ": " + problem);
  }
}
