package io.tinyvol.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code materialize} writes to, as it is named: BACKEND:PLACE.
 *
 * @param backend which kind
 * @param path where
 */
record TargetPlace(Backend backend, Path path) {
  /** The kinds of targets. */
  enum Backend {
    /** A raw file, sparse where the volume is zeros. */
    FILE("PATH"),
    /** A block device. */
    DEVICE("DEV"),
    /** A volume of a pool. */
    THIN("POOL/NAME"),
    /** A file that shares blocks with others of its folder. */
    REFLINK("DIR/NAME");

    private final String place;

    Backend(String place) {
      this.place = place;
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT) + ":";
    }
  }

  /** All that there are, for people. */
  static String syntax() {
    return Stream.of(Backend.values())
        .map(backend -> backend.label() + backend.place)
        .collect(Collectors.joining("|"));
  }

  /**
   * From the command line.
   *
   * @throws IllegalArgumentException if there is no such kind, or no place
   */
  static TargetPlace parse(String text) {
    for (Backend backend : List.of(Backend.values())) {
      if (text.startsWith(backend.label()) && text.length() > backend.label().length()) {
        return new TargetPlace(backend, Path.of(text.substring(backend.label().length())));
      }
    }
    throw new IllegalArgumentException("no such target: " + text + " (" + syntax() + ")");
  }
}
