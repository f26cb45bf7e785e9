package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.thin.format.PoolPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is done for a pool rather than with it, also where it takes no changes. Thread-safe, also
 * between processes.
 */
public final class PoolCare {
  private final PoolAccess access;

  PoolCare(PoolAccess access) {
    this.access = access;
  }

  /** With a pool that is active, and in order as far as can be; all that is not is told. */
  <T> T looked(PoolAccess.Action<T> action) throws IOException {
    return access.alone(
        session -> {
          new PoolRecovery(session).look().ifPresent(session::note);
          session
              .device()
              .lost()
              .map(lost -> "pool " + access.folder().name() + ": " + lost)
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
    access.alone(
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
    return access.alone(session -> new PoolCheck(session).run(clears));
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
    return access.alone(session -> new PoolRepair(session).run(to, force));
  }
}
