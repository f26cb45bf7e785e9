package io.tinyvol.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Inputs that are kept with the sources, in {@code builder/src/test/fuzz}: {@code corpus/TARGET.gz}
 * has what reaches each part of a parser, each input after its length in four bytes, and {@code
 * findings/TARGET/} what once broke it.
 */
public final class KeptInputs {
  private KeptInputs() {}

  static Path folder() {
    String repository =
        Objects.requireNonNull(
            System.getProperty("io.tinyvol.repo"), "set io.tinyvol.repo to the repository");
    return Path.of(repository).resolve("builder/src/test/fuzz");
  }

  /** A file that is kept compressed. */
  public static byte[] unpacked(String name) {
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(folder().resolve(name))))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All inputs of a target by their names. */
  static SortedMap<String, byte[]> of(String target) throws IOException {
    SortedMap<String, byte[]> inputs = new TreeMap<>();
    ByteBuffer rest = ByteBuffer.wrap(unpacked("corpus/" + target + ".gz"));
    while (rest.hasRemaining()) {
      byte[] input = new byte[rest.getInt()];
      rest.get(input);
      inputs.put("input %05d".formatted(inputs.size()), input);
    }
    Path findings = folder().resolve("findings").resolve(target);
    if (Files.isDirectory(findings)) {
      try (Stream<Path> files = Files.list(findings)) {
        for (Path file : files.toList()) {
          inputs.put("findings/" + file.getFileName(), Files.readAllBytes(file));
        }
      }
    }
    return inputs;
  }
}
