package io.tinyvol.blockdev.disk;

import java.io.IOException;

/** A disk's name is taken, or the disk is in use. */
public final class DiskTakenException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what. */
  public DiskTakenException(String problem) {
    super(problem);
  }
}
