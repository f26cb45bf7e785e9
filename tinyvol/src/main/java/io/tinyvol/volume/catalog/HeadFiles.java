package io.tinyvol.volume.catalog;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.format.VolumeHeadFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of heads in their folder. They are replaced by renames, so a reader gets one head or
 * another, whole, whatever happens meanwhile.
 */
record HeadFiles(Path folder) {
  /**
   * The names of all heads, in order, once each: some file systems may list a replaced one twice.
   */
  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(VolumeNames::isValid)
          .distinct()
          .sorted()
          .toList();
    }
  }

  /** All heads by name, without those that are damaged, unless {@code damaged} throws. */
  SortedMap<String, VolumeHead> all(DamagedHeads damaged) throws IOException {
    SortedMap<String, VolumeHead> found = new TreeMap<>();
    for (String name : names()) {
      try {
        find(name).ifPresent(head -> found.put(name, head));
      } catch (CorruptDataException e) {
        damaged.accept(e);
      }
    }
    return found;
  }

  boolean contains(String name) {
    return Files.exists(file(name));
  }

  Optional<VolumeHead> find(String name) throws IOException {
    Path file = file(name);
    try {
      return Optional.of(VolumeHeadFormat.decode(Files.readAllBytes(file), file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Adds or replaces a head; durable on return. */
  void write(String name, VolumeHead head) throws IOException {
    DurableFiles.write(file(name), VolumeHeadFormat.encode(head));
  }

  /** Renames a head; durable when the folder is synced. */
  void move(String from, String to) throws IOException {
    Files.move(file(from), file(to), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes a head, if there is one; durable when the folder is synced. */
  void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  void sync() throws IOException {
    DurableFiles.syncFolder(folder);
  }

  private Path file(String name) {
    return folder.resolve(VolumeNames.check(name));
  }
}
