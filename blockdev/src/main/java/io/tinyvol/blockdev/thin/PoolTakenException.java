package io.tinyvol.blockdev.thin;

import java.io.IOException;

/** A name is taken, or what it names is in use. */
public final class PoolTakenException extends IOException {
  private static final long serialVersionUID = 1L;

  PoolTakenException(String problem) {
    super(problem);
  }
}
