package io.tinyvol.cas;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Stored data that is not what was written: damaged, missing or tampered with. */
public final class CorruptDataException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is corrupt (a path, a digest), and how it shows. */
  public CorruptDataException(String what, String why) {
    super(what + ": " + why);
  }

  /** What is corrupt, how it shows, and the failure that showed it. */
  public CorruptDataException(String what, String why, @Nullable Throwable cause) {
    super(what + ": " + why, cause);
  }
}
