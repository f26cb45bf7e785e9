package io.tinyvol.service.local;

import io.tinyvol.blockdev.disk.Steps;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.gc.GarbageCollector;
import io.tinyvol.volume.gc.GcReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Removes unused content, for one who asks at a time; others wait for their turn. Thread-safe. */
final class GcTurns {
  private static final int LOOK_MILLIS = 100;

  private final VolumeStore store;
  private final ReentrantLock turn = new ReentrantLock(true);

  GcTurns(VolumeStore store) {
    this.store = store;
  }

  GcReport collect(boolean dryRun, Progress progress) throws IOException {
    await(progress);
    try {
      ThinPools pools = new ThinPools(store.folder().pools(), Duration.ZERO, Steps.NONE);
      if (dryRun) {
        return GarbageCollector.run(store, true, pools::roots, progress);
      }
      GcReport report =
          store.reserve().lendTo(() -> GarbageCollector.run(store, false, pools::roots, progress));
      store.reserve().keep();
      return report;
    } finally {
      turn.unlock();
    }
  }

  /** Who is told by its progress to end does not wait on. */
  private void await(Progress progress) throws IOException {
    if (turn.tryLock()) {
      return;
    }
    progress.begin("waiting for another collection", -1);
    try {
      while (!turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.advance(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** Whether somebody waits for who has the turn. */
  boolean isAwaited() {
    return turn.hasQueuedThreads();
  }
}
