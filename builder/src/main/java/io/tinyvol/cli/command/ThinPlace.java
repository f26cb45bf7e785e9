package io.tinyvol.cli.command;

import io.tinyvol.volume.VolumeNames;
import java.nio.file.Path;

/**
 * A volume of a pool, as it is named: thin:POOL/NAME.
 *
 * @param pool the pool's name
 * @param name the volume's name in it
 */
record ThinPlace(String pool, String name) {
  /** Checks the names. */
  ThinPlace {
    VolumeNames.check(pool);
    VolumeNames.check(name);
  }

  /**
   * From the command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ThinPlace parse(String text) {
    TargetPlace place = TargetPlace.parse(text);
    if (place.backend() != TargetPlace.Backend.THIN) {
      throw new IllegalArgumentException("not a volume of a pool: " + text + " (thin:POOL/NAME)");
    }
    return of(place);
  }

  static ThinPlace of(TargetPlace place) {
    Path path = place.path();
    if (path.getNameCount() != 2 || path.isAbsolute()) {
      throw new IllegalArgumentException("not a volume of a pool: " + path + " (POOL/NAME)");
    }
    return new ThinPlace(path.getName(0).toString(), path.getName(1).toString());
  }

  @Override
  public String toString() {
    return "thin:" + pool + "/" + name;
  }
}
