package io.tinyvol.volume.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Locks on names. There is a fixed number of locks, so that some names have one together: then who
 * changes one of them waits for the other, and no more. Several are taken in an order that is the
 * same for all, so nobody waits in a circle, as long as a thread that holds some takes no others.
 */
final class NameLocks {
  private static final int LOCKS = 1 << 8;

  private final List<ReentrantReadWriteLock> locks = new ArrayList<>(LOCKS);

  NameLocks() {
    for (int i = 0; i < LOCKS; i++) {
      locks.add(new ReentrantReadWriteLock());
    }
  }

  /** Locks that the thread has, until it closes them. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for locks.
   *
   * @param kept names that must not change meanwhile; others may keep them, too
   * @param changed names that nobody else may keep or change
   */
  Held hold(Collection<String> kept, Collection<String> changed) {
    SortedMap<Integer, Lock> wanted = new TreeMap<>();
    kept.forEach(name -> wanted.put(indexOf(name), locks.get(indexOf(name)).readLock()));
    changed.forEach(name -> wanted.put(indexOf(name), locks.get(indexOf(name)).writeLock()));
    wanted.values().forEach(Lock::lock);
    return () -> wanted.values().forEach(Lock::unlock);
  }

  private static int indexOf(String name) {
    int hash = name.hashCode();
    return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (LOCKS - 1);
  }
}
