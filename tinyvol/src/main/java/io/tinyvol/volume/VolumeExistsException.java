package io.tinyvol.volume;

import java.io.IOException;

/** There is a volume of that name already. */
public final class VolumeExistsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The name that is taken. */
  public VolumeExistsException(String name) {
    super(name + ": exists already");
  }
}
