package io.tinyvol.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files that writers left which were cut off; a daemon that has started leaves none of them. */
final class Leftovers {
  private Leftovers() {}

  /** Those of a store. */
  static List<Path> of(Path store) throws IOException {
    List<Path> left = new ArrayList<>();
    for (String name : List.of(".", "volumes", "cache")) {
      try (Stream<Path> files = Files.list(store.resolve(name))) {
        files.filter(file -> file.toString().endsWith(".part")).forEach(left::add);
      }
    }
    try (Stream<Path> files = Files.list(store.resolve("tmp"))) {
      files.forEach(left::add);
    }
    return left;
  }
}
