package io.tinyvol.blockdev.thin;

import java.io.IOException;

/** There is no such pool, or no such volume in it. */
public final class NoSuchPoolException extends IOException {
  private static final long serialVersionUID = 1L;

  NoSuchPoolException(String what) {
    super(what);
  }
}
