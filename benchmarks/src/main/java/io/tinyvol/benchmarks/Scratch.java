package io.tinyvol.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder in {@code java.io.tmpdir} that is deleted when closed. */
record Scratch(Path path) implements Closeable {
  static Scratch make() throws IOException {
    return new Scratch(Files.createTempDirectory("tinyvol-benchmark"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path entry : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
