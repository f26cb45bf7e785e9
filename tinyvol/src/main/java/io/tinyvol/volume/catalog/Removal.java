package io.tinyvol.volume.catalog;

import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.format.RemovalFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedSet;

/**
 * Removes several volumes as one: a file says durably which, before the first head goes, and is
 * itself removed when the last has gone. Who finds it removes what is left of them. One removal at
 * a time.
 *
 * <p>While the file may be there, none of its names may get a new volume, which would be removed as
 * well: the caller holds their locks and looks at {@link #isUnfinished} before it uses those.
 */
final class Removal {
  /** No volume can be called so. */
  static final String FILE_NAME = ".removing";

  private final HeadFiles heads;
  private final Path file;
  private volatile boolean unfinished;

  /** Of these heads, of which some may have been left to remove. */
  Removal(HeadFiles heads) {
    this.heads = heads;
    this.file = heads.folder().resolve(FILE_NAME);
    this.unfinished = Files.exists(file);
  }

  /** Whether one failed, or was killed, and is still to be finished. */
  boolean isUnfinished() {
    return unfinished;
  }

  /**
   * Removes volumes whose names' locks the caller holds; durable on return. When it fails, nothing
   * was done, or it is unfinished.
   */
  synchronized void remove(SortedSet<String> names) throws IOException {
    finish();
    boolean done = false;
    try {
      announce(names);
      removeAll(names);
      done = true;
    } finally {
      unfinished = !done;
    }
  }

  private void announce(SortedSet<String> names) throws IOException {
    try {
      DurableFiles.write(file, RemovalFormat.encode(names));
    } catch (IOException e) {
      // The file may be there all the same. Rather none of the volumes go than all, if that can be.
      try {
        withdraw();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Removes what is left of the volumes of an unfinished removal. */
  synchronized void finish() throws IOException {
    if (unfinished) {
      removeAll(
          Files.exists(file)
              ? RemovalFormat.decode(Files.readAllBytes(file), file.toString())
              : Collections.emptySortedSet());
      unfinished = false;
    }
  }

  private void removeAll(SortedSet<String> names) throws IOException {
    for (String name : names) {
      heads.delete(name);
    }
    heads.sync();
    withdraw();
  }

  /** Durable on return: if the file came back after a crash, it would take what the names got. */
  private void withdraw() throws IOException {
    Files.deleteIfExists(file);
    heads.sync();
  }
}
