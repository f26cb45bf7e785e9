package io.tinyvol.blockdev.thin;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Waits for the locks of pools. */
final class PoolLocks {
  private static final int POLL_MILLIS = 20;

  private PoolLocks() {}

  /**
   * Takes the lock of who changes a pool.
   *
   * @throws PoolTakenException if somebody has it for longer than {@code patience}
   */
  static PoolFolder.Lock await(PoolFolder folder, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<PoolFolder.Lock> lock = folder.tryLock();
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new PoolTakenException(
            "pool " + folder.name() + ": somebody else changes it; try again, or use --wait");
      }
      Pause.millis(POLL_MILLIS);
    }
  }
}
