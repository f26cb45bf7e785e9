package io.tinyvol.cas;

import java.io.IOException;

/** A whole file of ours in a format that this program does not know: another version wrote it. */
public final class UnsupportedFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private UnsupportedFormatException(String message) {
    super(message);
  }

  /** A newer program wrote it: which file, and what is not known of it. */
  public static UnsupportedFormatException newer(String what, String why) {
    return new UnsupportedFormatException(what + ": " + why + "; use a newer tinyvol");
  }

  /** An older program wrote it, in a format that is read no more. */
  public static UnsupportedFormatException older(String what, String why) {
    return new UnsupportedFormatException(what + ": " + why + "; use the tinyvol that wrote it");
  }
}
