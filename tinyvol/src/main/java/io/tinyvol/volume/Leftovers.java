package io.tinyvol.volume;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.posix.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an owner of a store that was killed left half written; for who holds the store's lock. */
final class Leftovers {
  private Leftovers() {}

  /** Removes them. */
  static void remove(StoreFolder store) throws IOException {
    remove(store.temporary(), _ -> true);
    for (Path folder : List.of(store.path(), store.volumes(), store.cache(), store.targets())) {
      if (Files.isDirectory(folder)) {
        remove(folder, Leftovers::wasBeingWritten);
      }
    }
  }

  private static void remove(Path folder, Predicate<Path> chosen) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(chosen).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean wasBeingWritten(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".")
        && name.endsWith(DurableFiles.TEMPORARY_SUFFIX)
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
