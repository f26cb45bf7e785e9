package io.tinyvol.blockdev.disk;

import java.io.IOException;

/** There is no such disk, or no such revision of it. */
public final class NoSuchDiskException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what. */
  public NoSuchDiskException(String problem) {
    super(problem);
  }
}
