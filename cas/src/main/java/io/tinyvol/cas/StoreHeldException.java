package io.tinyvol.cas;

import java.io.IOException;

/** The store is held by another process. */
public final class StoreHeldException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Which store, and who holds it. */
  public StoreHeldException(String store, String holder) {
    super(store + ": held by " + holder);
  }
}
