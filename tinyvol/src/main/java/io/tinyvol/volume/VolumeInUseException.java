package io.tinyvol.volume;

import java.io.IOException;

/** A volume is used in a way that allows no other, or not what was asked for. */
public final class VolumeInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The volume, and who uses it how. */
  public VolumeInUseException(String name, String user) {
    super(name + ": is in use: " + user);
  }
}
