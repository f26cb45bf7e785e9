package io.tinyvol.volume.delta;

import io.tinyvol.cas.CorruptDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of all layers. A layer that several volumes share is open once. Thread-safe.
 *
 * <p>A file may be deleted while it is open: it stays readable for those who have it.
 */
public final class LayerFolder {
  private final Path folder;
  private final Map<UUID, Shared> open = new HashMap<>();

  private static final class Shared {
    final LayerFile file;
    int users = 1;

    Shared(LayerFile file) {
      this.file = file;
    }
  }

  /** The layers in a folder, which need not be there as long as there are none. */
  public LayerFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes a new layer, durable on return. */
  public synchronized NewLayer create() throws IOException {
    UUID uuid = UUID.randomUUID();
    LayerFile file = LayerFile.create(pathOf(uuid), uuid);
    open.put(uuid, new Shared(file));
    return new NewLayer(this, file);
  }

  /**
   * Opens a layer and tells what it has; {@link #release} follows. Nobody may be writing to it.
   *
   * @throws CorruptDataException if it is missing or damaged
   */
  synchronized LayerFile open(UUID uuid, LayerVisitor visitor) throws IOException {
    Shared shared = open.get(uuid);
    if (shared != null) {
      shared.file.visit(visitor);
      shared.users++;
      return shared.file;
    }
    LayerFile file;
    try {
      file = LayerFile.open(pathOf(uuid), uuid, visitor);
    } catch (NoSuchFileException e) {
      throw new CorruptDataException("delta layer " + uuid, "is missing", e);
    }
    open.put(uuid, new Shared(file));
    return file;
  }

  /** Takes a layer that somebody has open; {@link #release} follows. */
  synchronized void share(LayerFile file) {
    Shared shared = open.get(file.uuid());
    if (shared == null) {
      throw new IllegalStateException("not open: layer " + file.uuid());
    }
    shared.users++;
  }

  /** Gives up a layer; the last one closes it. */
  synchronized void release(LayerFile file) {
    Shared shared = open.get(file.uuid());
    if (shared != null && --shared.users == 0) {
      open.remove(file.uuid());
      file.close();
    }
  }

  /** Makes durable what is in a layer that nobody has open, and notes that it is. */
  public void seal(UUID uuid) throws IOException {
    LayerFile file = open(uuid, LayerVisitor.NOBODY);
    try {
      file.seal();
    } finally {
      release(file);
    }
  }

  /** Removes layers that no head names. */
  public void delete(Collection<UUID> layers) throws IOException {
    for (UUID layer : layers) {
      Files.deleteIfExists(pathOf(layer));
    }
  }

  /**
   * Removes all layers but these: others were made, or no longer used, when an owner was killed.
   */
  public void deleteOthers(Set<UUID> used) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (used.stream().noneMatch(layer -> file.equals(pathOf(layer)))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Whether there are none. */
  public boolean isEmpty() throws IOException {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private Path pathOf(UUID layer) {
    return folder.resolve(layer.toString());
  }
}
