package io.tinyvol.blockdev.target;

import io.tinyvol.cas.parallel.Futures;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes a target durable now and then, while somebody goes on writing to it, and remembers how far
 * that came. For one thread.
 */
final class BackgroundSync implements Closeable {
  private final Target target;
  private final Checkpoints checkpoints;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tinyvol-sync").factory());
  private @Nullable Future<?> running;
  private long runningUpTo;

  BackgroundSync(Target target, Checkpoints checkpoints) {
    this.target = target;
    this.checkpoints = checkpoints;
  }

  /**
   * Begins to make durable what is written now; first waits for the end of what was begun before.
   *
   * @param upTo everything before that offset is written
   * @throws IOException if that before failed
   */
  void begin(long upTo) throws IOException {
    await();
    runningUpTo = upTo;
    running =
        thread.submit(
            () -> {
              target.sync();
              return null;
            });
  }

  /** Waits for the end of what was begun, and remembers it. */
  void await() throws IOException {
    if (running == null) {
      return;
    }
    Futures.await(running);
    running = null;
    if (runningUpTo > checkpoints.reachedBytes()) {
      checkpoints.reached(runningUpTo);
    }
  }

  /** Returns when nothing is done to the target any more. */
  @Override
  public void close() {
    thread.close();
  }
}
