package io.tinyvol.fuzz;

import io.tinyvol.builder.exclude.Exclusions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Patterns of what is left out, in lines, the first of which is the path that is asked about. */
public final class ExcludeFuzz {
  private ExcludeFuzz() {}

  /** Asks about one path. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<String> lines = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
    byte[] path = lines.getFirst().getBytes(StandardCharsets.UTF_8);
    Exclusions exclusions;
    try {
      exclusions = Exclusions.of(lines.subList(1, lines.size()));
    } catch (IllegalArgumentException e) {
      return;
    }
    for (boolean isFolder : new boolean[] {true, false}) {
      if (exclusions.excludes(path, isFolder) && !exclusions.hides(path, isFolder)) {
        throw new AssertionError("left out and not hidden: " + Arrays.toString(path));
      }
    }
  }
}
