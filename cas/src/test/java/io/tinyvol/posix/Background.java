package io.tinyvol.posix;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An action in a thread of its own, of which a test knows how it ended. */
final class Background {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Longer than one wait in the kernel. */
  private static final int A_WHILE_MILLIS = 150;

  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean isInterruptedAtEnd;

  interface Action {
    void run() throws IOException;
  }

  private Background(Action action) {
    this.thread = Thread.ofPlatform().daemon().start(() -> run(action));
  }

  static Background start(Action action) {
    return new Background(action);
  }

  private void run(Action action) {
    try {
      action.run();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    isInterruptedAtEnd = Thread.currentThread().isInterrupted();
  }

  /** Waits long enough for the action to be in a call that waits. */
  Background afterAWhile() throws InterruptedException {
    assertFalse(thread.join(Duration.ofMillis(A_WHILE_MILLIS)), "it does not wait");
    return this;
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean isInterruptedAtEnd() {
    return isInterruptedAtEnd;
  }

  void assertEnds() throws InterruptedException {
    assertTrue(thread.join(LONGEST), "it does not end");
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }

  <T extends Throwable> T assertFails(Class<T> type) throws InterruptedException {
    assertTrue(thread.join(LONGEST), "it does not end");
    return assertInstanceOf(type, failure);
  }
}
