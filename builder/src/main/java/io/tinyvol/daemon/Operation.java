package io.tinyvol.daemon;

import io.tinyvol.service.Failure;
import io.tinyvol.service.OperationStatus;
import io.tinyvol.service.OperationStatus.State;
import io.tinyvol.volume.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Long work: who asked for it, how far it has come, how it ended. Its progress also is where it
 * stops when it is cancelled. Thread-safe.
 */
final class Operation implements Progress {
  private final UUID id = UUID.randomUUID();
  private final String kind;
  private final String volume;
  private final String client;
  private final Instant started;
  private final LongConsumer moved;
  private final long startedNanos = System.nanoTime();

  private State state = State.WAITING;
  private String step = "";
  private long doneBytes;
  private long totalBytes = -1;
  private long endedNanos;
  private @Nullable Failure whyCancelled;
  private @Nullable Thread worker;
  private @Nullable Failure failure;
  private @Nullable Map<String, Object> result;

  /** The bytes of its progress are told to {@code moved}. */
  Operation(String kind, String volume, String client, Instant started, LongConsumer moved) {
    this.moved = moved;
    this.kind = kind;
    this.volume = volume;
    this.client = client;
    this.started = started;
  }

  /** The work itself, which gives its result as JSON. */
  @FunctionalInterface
  interface Work {
    Map<String, Object> run(Progress progress) throws Exception;
  }

  /** Does the work, in this thread, unless it has been cancelled meanwhile. */
  void run(Work work) {
    if (!begin()) {
      return;
    }
    try {
      Map<String, Object> json = work.run(this);
      end(State.DONE, json, null);
    } catch (Throwable t) {
      Failure cancelled = whyCancelled();
      end(
          cancelled == null ? State.FAILED : State.CANCELLED,
          null,
          cancelled == null ? Failure.of(t) : cancelled);
    }
  }

  private synchronized boolean begin() {
    if (whyCancelled != null) {
      return false;
    }
    state = State.RUNNING;
    worker = Thread.currentThread();
    return true;
  }

  private synchronized void end(
      State how, @Nullable Map<String, Object> json, @Nullable Failure why) {
    state = how;
    result = json;
    failure = why;
    worker = null;
    endedNanos = System.nanoTime();
    Thread.interrupted(); // the thread is for others now
    notifyAll();
  }

  /** Stops it as soon as may be; what has ended stays as it is. */
  void cancel() {
    cancel(Problems.CANCELLED);
  }

  /** The same, for a reason that its client is told. */
  synchronized void cancel(Failure why) {
    if (whyCancelled != null) {
      return; // what it does at its end is not to be interrupted as well
    }
    whyCancelled = why;
    if (state == State.WAITING) {
      end(State.CANCELLED, null, why);
    } else if (worker != null) {
      worker.interrupt();
    }
  }

  private synchronized @Nullable Failure whyCancelled() {
    return whyCancelled;
  }

  @Override
  public synchronized void begin(String what, long total) {
    checkGoesOn();
    step = what;
    doneBytes = 0;
    totalBytes = total;
    notifyAll();
  }

  @Override
  public synchronized void advance(long bytes) {
    checkGoesOn();
    doneBytes += bytes;
    moved.accept(bytes);
  }

  private void checkGoesOn() {
    if (whyCancelled != null) {
      throw new CancellationException("cancelled");
    }
  }

  UUID id() {
    return id;
  }

  /** How it stands. */
  synchronized OperationStatus status() {
    long until = state.isEnd() ? endedNanos : System.nanoTime();
    return new OperationStatus(
        id,
        kind,
        volume,
        client,
        state,
        started,
        until - startedNanos,
        step,
        doneBytes,
        totalBytes,
        Optional.ofNullable(failure));
  }

  /** What it gave, once it is done. */
  synchronized Optional<Map<String, Object>> result() {
    return Optional.ofNullable(result);
  }

  /** Waits until it has ended, or for so long; gives how it stands then. */
  synchronized OperationStatus await(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!state.isEnd()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    return status();
  }
}
