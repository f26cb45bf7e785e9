package io.tinyvol.cas;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file system is full, or its quota used up. */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What could not be written. */
  public NoSpaceException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether a failure comes from a full file system. The JDK has no exception of its own for it,
   * only libc's text of ENOSPC and EDQUOT.
   */
  public static boolean isCauseOf(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (t instanceof NoSpaceException
          || message.contains("No space left on device")
          || message.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }
}
