package io.tinyvol.volume;

import java.io.IOException;

/** There is no volume of that name. */
public final class NoSuchVolumeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The name that was asked for. */
  public NoSuchVolumeException(String name) {
    super(name + ": no such volume");
  }
}
