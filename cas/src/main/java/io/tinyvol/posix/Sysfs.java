package io.tinyvol.posix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel tells in small files and folders (sysfs(5)), which may be gone the next moment.
 */
public final class Sysfs {
  private Sysfs() {}

  /** What is in a folder; nothing where there is none. */
  public static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      found.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing is known of it.
    }
    return entries;
  }

  /** What a file says, if there is one. */
  public static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
