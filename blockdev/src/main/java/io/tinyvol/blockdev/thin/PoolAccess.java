package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.dm.DeviceMapper;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The way to a pool: one change at a time, of all processes. Thread-safe. */
final class PoolAccess implements Closeable {
  private final PoolFolder folder;
  private final DeviceMapper mapper;
  private final Duration patience;
  private final Steps steps;
  private final List<String> notes = new ArrayList<>();

  PoolAccess(PoolFolder folder, DeviceMapper mapper, Duration patience, Steps steps) {
    this.folder = folder;
    this.mapper = mapper;
    this.patience = patience;
    this.steps = steps;
  }

  /** Something that is done by the only one to change the pool. */
  interface Action<T> {
    T run(PoolSession session) throws IOException;
  }

  /** With a pool that may need anything yet. */
  <T> T alone(Action<T> action) throws IOException {
    try (PoolFolder.Lock _ = PoolLocks.await(folder, patience)) {
      PoolSession session = new PoolSession(folder, folder.read(), mapper, steps);
      try {
        return action.run(session);
      } finally {
        synchronized (notes) {
          notes.addAll(session.notes());
        }
      }
    }
  }

  /** What was found until now that people should know of. */
  List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }

  PoolFolder folder() {
    return folder;
  }

  @Override
  public void close() {
    mapper.close();
  }
}
