package io.tinyvol.volume.catalog;

import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.format.VolumeHeadFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The volumes of a store by name. A head is one file, replaced atomically: so a clone costs the
 * sync of a few hundred bytes, a listing opens no database, and a flipped bit hurts one head and
 * shows.
 *
 * <p>Thread-safe; the store's lock keeps other processes out.
 */
public final class VolumeCatalog {
  private final Path folder;

  /** The catalogue whose heads lie in {@code folder}. */
  public VolumeCatalog(Path folder) {
    this.folder = folder;
  }

  /**
   * All heads by name.
   *
   * @throws io.tinyvol.cas.CorruptDataException if one is damaged
   */
  public synchronized SortedMap<String, VolumeHead> all() throws IOException {
    SortedMap<String, VolumeHead> heads = new TreeMap<>();
    for (String name : names()) {
      heads.put(name, get(name));
    }
    return heads;
  }

  /**
   * The names of all volumes, in order. Files with other names (temporaries of a crash, what file
   * systems and people leave) are none of ours.
   */
  public synchronized List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(VolumeNames::isValid)
          .sorted()
          .toList();
    }
  }

  /** Whether there is a volume of that name, intact or not. */
  public synchronized boolean contains(String name) {
    return Files.exists(file(name));
  }

  /**
   * The head of a volume.
   *
   * @throws NoSuchVolumeException if there is none
   * @throws io.tinyvol.cas.CorruptDataException if it is damaged
   */
  public synchronized VolumeHead get(String name) throws IOException {
    Path file = file(name);
    try {
      return VolumeHeadFormat.decode(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw (IOException) new NoSuchVolumeException(name).initCause(e);
    }
  }

  /**
   * Adds a volume; durable on return.
   *
   * @throws VolumeExistsException if there is one of that name
   */
  public synchronized void add(String name, VolumeHead head) throws IOException {
    if (contains(name)) {
      throw new VolumeExistsException(name);
    }
    put(name, head);
  }

  /**
   * Adds a clone of the volume {@code source}; durable on return. Costs the same for every volume.
   *
   * @throws NoSuchVolumeException if there is no such source
   * @throws VolumeExistsException if the clone's name is taken
   */
  public synchronized VolumeHead clone(String source, String name, Instant now) throws IOException {
    VolumeHead clone = get(source).cloned(source, now);
    add(name, clone);
    return clone;
  }

  /** Adds a volume or replaces its head; durable on return. */
  public synchronized void put(String name, VolumeHead head) throws IOException {
    DurableFiles.write(file(name), VolumeHeadFormat.encode(head));
  }

  /**
   * Removes volumes, all or, where one is missing, none; durable on return.
   *
   * @throws NoSuchVolumeException if one is missing
   */
  public synchronized void remove(List<String> names) throws IOException {
    for (String name : names) {
      if (!contains(name)) {
        throw new NoSuchVolumeException(name);
      }
    }
    for (String name : names) {
      Files.deleteIfExists(file(name));
    }
    DurableFiles.syncFolder(folder);
  }

  private Path file(String name) {
    return folder.resolve(VolumeNames.check(name));
  }
}
