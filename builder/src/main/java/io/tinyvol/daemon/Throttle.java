package io.tinyvol.daemon;

import io.tinyvol.volume.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * Has work in one thread rest so much that it takes no more than a share of a core. Only for the
 * thread that makes it.
 */
final class Throttle implements Progress {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Rests are not shorter: to ask for the time and to sleep costs something as well. */
  private static final long LEAST_REST_NANOS = 5_000_000;

  private static final long LONGEST_REST_NANOS = 1_000_000_000;

  private final Progress progress;
  private final double share;
  private final long cpuBefore = THREADS.getCurrentThreadCpuTime();
  private final long started = System.nanoTime();

  Throttle(Progress progress, double share) {
    this.progress = progress;
    this.share = share;
  }

  @Override
  public void begin(String what, long totalBytes) {
    progress.begin(what, totalBytes);
  }

  @Override
  public void advance(long bytes) {
    progress.advance(bytes);
    long taken = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    long rest = (long) (taken / share) - (System.nanoTime() - started);
    if (rest > LEAST_REST_NANOS) {
      LockSupport.parkNanos(Math.min(rest, LONGEST_REST_NANOS)); // an interrupt ends it
      progress.advance(0);
    }
  }
}
