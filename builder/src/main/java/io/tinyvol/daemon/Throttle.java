package io.tinyvol.daemon;

import io.tinyvol.volume.Progress;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Has work in one thread rest so long that it is at work no more than a share of the time. What
 * others do for it while it waits for them, as the database's threads that copy, counts as well, as
 * does waiting for a disk. Only for the thread that makes it.
 */
final class Throttle implements Progress {
  /** Rests are not shorter: to ask for the time and to sleep costs something as well. */
  private static final long LEAST_REST_NANOS = 5_000_000;

  /** After so long it asks whether it shall go on. */
  private static final long LONGEST_REST_NANOS = 1_000_000_000;

  private final Progress progress;
  private final double restPerWork;
  private final BooleanSupplier isAwaited;
  private final LongSupplier nanoTime;
  private final LongConsumer sleepNanos;
  private long resumed;
  private long owedNanos;

  /**
   * For work that is told of by {@code progress}.
   *
   * @param share of the time, above 0 and up to 1
   * @param isAwaited whether somebody waits for the work, so that it shall not rest
   */
  Throttle(Progress progress, double share, BooleanSupplier isAwaited) {
    // An interrupt ends a rest.
    this(progress, share, isAwaited, System::nanoTime, LockSupport::parkNanos);
  }

  Throttle(
      Progress progress,
      double share,
      BooleanSupplier isAwaited,
      LongSupplier nanoTime,
      LongConsumer sleepNanos) {
    this.progress = progress;
    this.restPerWork = 1 / share - 1;
    this.isAwaited = isAwaited;
    this.nanoTime = nanoTime;
    this.sleepNanos = sleepNanos;
    this.resumed = nanoTime.getAsLong();
  }

  @Override
  public void begin(String what, long totalBytes) {
    progress.begin(what, totalBytes);
  }

  @Override
  public void advance(long bytes) {
    progress.advance(bytes);
    owe();
    while (owedNanos > LEAST_REST_NANOS
        && !isAwaited.getAsBoolean()
        && !Thread.currentThread().isInterrupted()) {
      sleepNanos.accept(Math.min(owedNanos, LONGEST_REST_NANOS));
      owedNanos -= lap();
      progress.advance(0);
    }
  }

  /** How long is still to be rested for what has been done. */
  long owedNanos() {
    owe();
    return Math.max(0, owedNanos);
  }

  private void owe() {
    owedNanos += (long) (lap() * restPerWork);
  }

  /** The time since it was asked for last. */
  private long lap() {
    long now = nanoTime.getAsLong();
    long taken = now - resumed;
    resumed = now;
    return taken;
  }
}
