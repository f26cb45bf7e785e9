package io.tinyvol.volume.catalog;

import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.volume.delta.LayerFolder;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Deletes layers that no head names any more. Thread-safe. */
final class LayerUse {
  private final LayerFolder layers;
  private final HeadFiles heads;

  /**
   * Who gives layers of one head to another holds this shared; who looks whether layers are still
   * used, and deletes those that are not, holds it alone.
   */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  LayerUse(LayerFolder layers, HeadFiles heads) {
    this.layers = layers;
    this.heads = heads;
  }

  /** A piece of work. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does what gives layers of one head to another, while none is deleted. */
  <T> T sharing(Work<T> work) throws IOException {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      return work.run();
    } finally {
      shared.unlock();
    }
  }

  /** Takes note that a head that named layers is gone, or names others now. */
  void dropped(Set<UUID> before, Set<UUID> after) throws IOException {
    Set<UUID> unused = new HashSet<>(before);
    unused.removeAll(after);
    if (unused.isEmpty()) {
      return;
    }
    Lock alone = lock.writeLock();
    alone.lock();
    try {
      Optional<Set<UUID>> used = used();
      if (used.isPresent()) {
        unused.removeAll(used.get());
        layers.delete(unused);
      }
    } finally {
      alone.unlock();
    }
  }

  /** Deletes all layers that no head names: for who has just taken over the store. */
  void deleteUnused() throws IOException {
    if (layers.isEmpty()) {
      return;
    }
    Optional<Set<UUID>> used = used();
    if (used.isPresent()) {
      layers.deleteOthers(used.get());
    }
  }

  /** The layers that heads name, unless one cannot be read, which may name any. */
  private Optional<Set<UUID>> used() throws IOException {
    Set<UUID> used = new HashSet<>();
    boolean[] damaged = {false};
    try {
      heads.all(_ -> damaged[0] = true).values().forEach(head -> used.addAll(head.allLayers()));
    } catch (UnsupportedFormatException e) {
      return Optional.empty();
    }
    return damaged[0] ? Optional.empty() : Optional.of(used);
  }
}
