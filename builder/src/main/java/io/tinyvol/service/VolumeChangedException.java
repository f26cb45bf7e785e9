package io.tinyvol.service;

import java.io.IOException;

/** A volume has another content than it should have. */
public final class VolumeChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names the volume. */
  public VolumeChangedException(String volume) {
    super(
        "volume %s: has another content than the disk was made from; choose a new name, which makes"
                .formatted(volume)
            + " a volume of its own");
  }
}
