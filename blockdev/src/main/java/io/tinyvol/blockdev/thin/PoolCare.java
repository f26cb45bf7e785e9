package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.dm.DeviceMapper;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is done for a pool rather than with it, also where it takes no changes. Thread-safe, also
 * between processes.
 */
public final class PoolCare {
  private final PoolFolder folder;
  private final DeviceMapper mapper;
  private final Duration patience;
  private final Steps steps;
  private final List<String> notes;

  /** Of the pool of a folder; {@code notes} takes what people should know of. */
  PoolCare(
      PoolFolder folder, DeviceMapper mapper, Duration patience, Steps steps, List<String> notes) {
    this.folder = folder;
    this.mapper = mapper;
    this.patience = patience;
    this.steps = steps;
    this.notes = notes;
  }

  /** Something that is done by the only one to change the pool. */
  interface Action<T> {
    T run(PoolSession session) throws IOException;
  }

  /** With a pool that may need anything yet. */
  private <T> T alone(Action<T> action) throws IOException {
    try (PoolFolder.Lock _ = PoolLocks.await(folder, patience)) {
      PoolSession session = new PoolSession(folder, folder.read(), mapper, steps);
      try {
        return action.run(session);
      } finally {
        notes.addAll(session.notes());
      }
    }
  }

  /** With a pool that is active, and in order as far as can be; all that is not is told. */
  <T> T looked(Action<T> action) throws IOException {
    return alone(
        session -> {
          new PoolRecovery(session).look().ifPresent(session::note);
          session
              .device()
              .lost()
              .map(lost -> "pool " + folder.name() + ": " + lost)
              .ifPresent(session::note);
          return action.run(session);
        });
  }

  /**
   * Lets the pool grow while it is used; files to what is asked for, devices to what there is.
   *
   * @param dataBytes how much data there is to be, where that is asked for
   * @param metadataBytes how much metadata
   * @throws IllegalArgumentException if that is less than there is; nothing is changed
   * @throws PoolException if the kernel did not let it grow
   */
  public void grow(OptionalLong dataBytes, OptionalLong metadataBytes) throws IOException {
    alone(
        session -> {
          new PoolRecovery(session).look(); // a pool that takes no changes may do so then
          new PoolGrowth(session).grow(dataBytes, metadataBytes);
          return session;
        });
  }

  /**
   * Has the pool's metadata checked, beside those who use it where that can be.
   *
   * @param clears whether the kernel is to write again to a pool that needs a check and is whole
   * @throws PoolDamagedException if they are damaged
   * @throws PoolTakenException if the pool must be taken out of the kernel, and is in use
   */
  public PoolChecked check(boolean clears) throws IOException {
    return alone(session -> new PoolCheck(session).run(clears));
  }

  /**
   * Makes new metadata of what can be read of the old ones, which are kept.
   *
   * @param to a device for them; a file beside the old one where this is empty
   * @param force whether the device is taken although it holds something
   * @return where the old ones are
   * @throws PoolTakenException if the pool is in use
   */
  public PoolPlace repair(Optional<Path> to, boolean force) throws IOException {
    return alone(session -> new PoolRepair(session).run(to, force));
  }
}
