package io.tinyvol.cas.store;

import io.tinyvol.posix.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Puts a new database of content in the place of a damaged one, which is kept. The new one is made
 * in {@code chunks.salvaging}; when it is whole it is renamed {@code chunks.salvaged}, which
 * decides it: who opens the store from then on finishes what is left to do. Only for who holds the
 * store's lock, with no database open.
 */
public final class ContentSwap {
  private final StoreFolder folder;

  /** In this store. */
  public ContentSwap(StoreFolder folder) {
    this.folder = folder;
  }

  private Path sibling(String ending) {
    return folder.path().resolve(folder.chunks().getFileName() + "." + ending);
  }

  /** Where the new database is made. */
  public Path salvaging() {
    return sibling("salvaging");
  }

  /**
   * Puts the new database, which is whole and durable, in its place.
   *
   * @return where the damaged one is now
   */
  public Path publish() throws IOException {
    move(salvaging(), sibling("salvaged"));
    return finish();
  }

  /** Removes what a repair left that was killed, and finishes one that was decided. */
  public void recover() throws IOException {
    if (Files.exists(salvaging())) {
      delete(salvaging());
    }
    if (Files.exists(sibling("salvaged"))) {
      Path kept = finish();
      assert !kept.equals(folder.chunks());
    }
  }

  private Path finish() throws IOException {
    int number = 1;
    while (Files.exists(sibling("damaged-" + number))) {
      number++;
    }
    Path kept = sibling("damaged-" + number);
    if (Files.exists(folder.chunks())) {
      move(folder.chunks(), kept);
    }
    move(sibling("salvaged"), folder.chunks());
    return kept;
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncFolder(folder.path());
  }

  /** RocksDB makes no folders in its own. */
  private static void delete(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(database);
  }
}
