package io.tinyvol.cas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Copies and removes folders of tests. */
public final class Folders {
  private Folders() {}

  private record State(long bytes, FileTime modified) {}

  /** The regular files below a folder, in order. */
  public static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * Copies a folder that is being written as a crash of its process would leave it: as it is at one
   * moment. So it is copied again when it has changed meanwhile.
   */
  public static void copyAtOneMoment(Path from, Path to) throws IOException {
    for (int i = 0; i < 100; i++) {
      delete(to);
      try {
        Map<Path, State> before = states(from);
        copy(from, to);
        if (states(from).equals(before)) {
          return;
        }
      } catch (NoSuchFileException | UncheckedIOException e) {
        // A file was removed meanwhile.
      }
    }
    throw new IOException(from + ": changes all the time");
  }

  private static Map<Path, State> states(Path folder) throws IOException {
    Map<Path, State> states = new TreeMap<>();
    for (Path file : filesBelow(folder)) {
      states.put(file, new State(Files.size(file), Files.getLastModifiedTime(file)));
    }
    return states;
  }

  /** Copies a folder with everything below it. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.sorted().toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** Removes a folder with everything below it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
