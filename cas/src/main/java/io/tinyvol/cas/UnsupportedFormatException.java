package io.tinyvol.cas;

import java.io.IOException;

/** A file of ours that a newer program wrote, in a format that this one does not know. */
public final class UnsupportedFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Which file, and what is not known of it. */
  public UnsupportedFormatException(String what, String why) {
    super(what + ": " + why + "; use a newer tinyvol");
  }
}
