package io.tinyvol.cas.store;

import io.tinyvol.cas.format.StoreConfigFormat;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.posix.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where things lie in a store's folder.
 *
 * <pre>
 * store      what is fixed: hash, longest chunk; its presence makes the folder a store
 * lock       held by the process that owns the store, and names it
 * chunks/    the RocksDB database of chunks and manifest nodes
 * volumes/   a head for each volume
 * deltas/    what was written to volumes since it was last put into chunks: a file a layer
 * cache/     what is known of the folders that were built from; can be removed at any time
 * targets/   how far volumes were written to devices by runs that have not finished
 * upkeep     how far a daemon is with collecting and scrubbing; can be removed at any time
 * tmp/       what a build needs while it runs; emptied by the next owner
 * reserve    space for emptying a full disk; can be removed at any time
 * daemon.sock, descriptors.sock, nbd.sock   where a daemon that owns the store listens
 * </pre>
 *
 * It holds what is in files that not everybody may read: what is made here is its owner's alone.
 *
 * @param path the folder
 */
public record StoreFolder(Path path) {
  /** The configuration's file. */
  public Path configFile() {
    return path.resolve("store");
  }

  /** The lock's file. */
  public Path lockFile() {
    return path.resolve("lock");
  }

  /** The chunk database's folder. */
  public Path chunks() {
    return path.resolve("chunks");
  }

  /** The volume heads' folder. */
  public Path volumes() {
    return path.resolve("volumes");
  }

  /** The delta layers' folder. */
  public Path deltas() {
    return path.resolve("deltas");
  }

  /** The folder of file caches. */
  public Path cache() {
    return path.resolve("cache");
  }

  /** The folder of records about devices that are being written; made when there is one. */
  public Path targets() {
    return path.resolve("targets");
  }

  /** The folder of temporary files. */
  public Path temporary() {
    return path.resolve("tmp");
  }

  /** What a daemon remembers of what it does for the store on its own. */
  public Path upkeepFile() {
    return path.resolve("upkeep");
  }

  /** The file of {@link SpaceReserve}. */
  public Path reserve() {
    return path.resolve("reserve");
  }

  /** The socket at which a daemon that owns the store answers HTTP. */
  public Path apiSocket() {
    return path.resolve("daemon.sock");
  }

  /** The socket at which it takes open files. */
  public Path descriptorSocket() {
    return path.resolve("descriptors.sock");
  }

  /** The socket at which it serves volumes, where no other is chosen. */
  public Path nbdSocket() {
    return path.resolve("nbd.sock");
  }

  /** Whether there is a store in the folder. */
  public boolean isStore() {
    return Files.isRegularFile(configFile());
  }

  /**
   * Makes the folder itself where it is missing, so that a lock can be taken in it. One that exists
   * keeps its rights.
   *
   * @throws NotDirectoryException if something else is there
   */
  public void prepare() throws IOException {
    try {
      if (!Files.isDirectory(path)) {
        makeFolder();
      }
    } catch (FileAlreadyExistsException e) {
      throw (IOException) new NotDirectoryException(path.toString()).initCause(e);
    }
  }

  private void makeFolder() throws IOException {
    Path folder = path.toAbsolutePath();
    while (folder.endsWith(".")) {
      folder = parentOf(folder);
    }
    Files.createDirectories(parentOf(folder));
    OwnerOnly.makeFolder(folder);
    DurableFiles.syncFolder(parentOf(folder));
  }

  private static Path parentOf(Path folder) {
    return Objects.requireNonNull(folder.getParent(), "a folder that is missing is not the root");
  }

  /**
   * Makes a store in a folder that is empty but for the lock, which the caller holds. Durable on
   * return; after a crash before that there is no store, and the call can be made again. Volumes or
   * chunks without a configuration are a store that lost it, and are not taken for a new one's.
   *
   * @throws FileAlreadyExistsException if there is a store already, or anything else in the folder
   */
  public void create(StoreConfig config) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      for (Path entry : entries.toList()) {
        if (!mayBeThereBefore(entry)) {
          throw new FileAlreadyExistsException(
              entry.toString(), null, "a store is made in an empty folder only");
        }
      }
    }
    OwnerOnly.makeFolder(volumes());
    makeReplaceable();
    DurableFiles.write(configFile(), StoreConfigFormat.encode(config));
  }

  /**
   * Makes those folders of a store that are missing, and that say nothing of damage by that, for
   * heads name the layers that must be there: so that RocksDB, say, makes none that everybody may
   * read.
   */
  public void makeReplaceable() throws IOException {
    for (Path folder : List.of(chunks(), deltas(), cache(), temporary())) {
      OwnerOnly.makeFolder(folder);
    }
  }

  private boolean mayBeThereBefore(Path entry) throws IOException {
    Set<Path> folders = Set.of(chunks(), volumes(), deltas(), cache(), temporary());
    return entry.equals(lockFile())
        || entry.equals(pools())
        || entry.equals(reserve())
        || (folders.contains(entry) && isEmpty(entry))
        || entry.getFileName().toString().equals("lost+found")
        || entry.getFileName().toString().endsWith(DurableFiles.TEMPORARY_SUFFIX);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** What is known of pools of the kernel's that volumes are put into. */
  public Path pools() {
    return path.resolve("pools");
  }

  /** Reads what is fixed for the store. */
  public StoreConfig readConfig() throws IOException {
    return StoreConfigFormat.decode(Files.readAllBytes(configFile()), configFile().toString());
  }
}
