package io.tinyvol.unpack;

import java.io.IOException;

/** A stream that cannot be unpacked: damaged, cut off, of an unknown kind, or too large. */
public final class UnpackException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public UnpackException(String message) {
    super(message);
  }

  UnpackException(String message, Throwable cause) {
    super(message, cause);
  }
}
