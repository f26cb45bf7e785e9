package io.tinyvol.blockdev.target;

import java.io.IOException;

/** A volume does not fit a target; nothing was written to it. */
public final class TargetTooSmallException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The target, what it has, and what it would need. */
  public TargetTooSmallException(String target, long sizeBytes, long neededBytes) {
    super(target + ": has " + sizeBytes + " bytes, the volume needs " + neededBytes);
  }
}
