package io.tinyvol.cli;

import io.tinyvol.cas.StoreHeldException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Waits for a store that another process holds. */
final class StoreWait {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(25);

  private StoreWait() {}

  /** Takes the store, or finds it held. */
  @FunctionalInterface
  interface Attempt<T> {
    /** Tries once. */
    T take() throws IOException;
  }

  /**
   * Tries again and again until the store is taken.
   *
   * @param patience how long to wait for the holder to end
   * @param onWait is told at once, and once only, who that is, when there is something to wait for
   * @throws StoreHeldException if it is held after that time, or the thread is interrupted
   */
  static <T> T until(Duration patience, Consumer<String> onWait, Attempt<T> attempt)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean told = false;
    while (true) {
      try {
        return attempt.take();
      } catch (StoreHeldException held) {
        if (System.nanoTime() - deadline >= 0) {
          throw held;
        }
        if (!told) {
          onWait.accept(held.holder());
          told = true;
        }
        sleep(held);
      }
    }
  }

  private static void sleep(StoreHeldException held) throws StoreHeldException {
    try {
      Thread.sleep(RETRY_INTERVAL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      held.initCause(e);
      throw held;
    }
  }
}
