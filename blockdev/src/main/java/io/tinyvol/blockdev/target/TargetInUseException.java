package io.tinyvol.blockdev.target;

import java.io.IOException;

/** A target is somebody else's at the moment; nothing was written to it. */
public final class TargetInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The target, and who uses it how. */
  public TargetInUseException(String target, String user) {
    super(target + ": is in use: " + user);
  }
}
