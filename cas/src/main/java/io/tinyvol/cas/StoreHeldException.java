package io.tinyvol.cas;

import java.io.IOException;

/** The store is held by another process. */
public final class StoreHeldException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String holder;

  /** Which store, and who holds it. */
  public StoreHeldException(String store, String holder) {
    super(store + ": held by " + holder);
    this.holder = holder;
  }

  /** Who holds it, for people: as a rule its process number and what it does. */
  public String holder() {
    return holder;
  }
}
