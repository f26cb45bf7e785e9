package io.tinyvol.blockdev.nbd.format;

import java.io.IOException;

/** An option whose data is not what it should be. */
public final class MalformedOptionException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it, for the client to read. */
  public MalformedOptionException(String message) {
    super(message);
  }
}
