package io.tinyvol.cli.command;

import io.tinyvol.volume.VolumeNames;
import java.nio.file.Path;

/**
 * A disk, as it is named: thin:POOL/NAME or reflink:DIR/NAME.
 *
 * @param in where it is
 * @param name what it is called there
 */
record DiskPlace(DisksPlace in, String name) {
  /** How it is named, for people. */
  static final String SYNTAX = "thin:POOL/NAME|reflink:DIR/NAME";

  /** Checks the name. */
  DiskPlace {
    VolumeNames.check(name);
  }

  /**
   * From the command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static DiskPlace parse(String text) {
    return of(TargetPlace.parse(text));
  }

  static DiskPlace of(TargetPlace place) {
    Path path = place.path();
    Path folder = path.getParent();
    if (folder == null && place.backend() == TargetPlace.Backend.REFLINK) {
      folder = Path.of(".");
    }
    if (folder == null) {
      throw new IllegalArgumentException("not a disk: " + path + " (" + SYNTAX + ")");
    }
    return new DiskPlace(
        new DisksPlace(place.backend(), folder), String.valueOf(path.getFileName()));
  }

  /** Another disk of the same place, by its name or as it is named in full. */
  DiskPlace sibling(String text) {
    if (!text.contains(":")) {
      return new DiskPlace(in, text);
    }
    DiskPlace other = parse(text);
    if (!other.in().equals(in)) {
      throw new IllegalArgumentException(other + ": is not in " + in);
    }
    return other;
  }

  @Override
  public String toString() {
    return in + "/" + name;
  }
}
