package io.tinyvol.daemon;

import java.io.Closeable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that answer, so that no kind of request keeps another from being answered. */
final class Paces implements Closeable {
  /** These wait for the disk more than for a core. */
  private static final int QUICK_THREADS = 16;

  private static final int MOST_QUICK_WAITING = 1024;
  private static final int MOST_HEAVY_WAITING = 128;

  private final ThreadPoolExecutor quick = newPool("quick-", QUICK_THREADS, MOST_QUICK_WAITING);
  private final ThreadPoolExecutor heavy =
      newPool(
          "accounts-", Math.max(2, Runtime.getRuntime().availableProcessors()), MOST_HEAVY_WAITING);

  private static ThreadPoolExecutor newPool(String name, int threads, int mostWaiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(mostWaiting),
            Thread.ofPlatform().name(name, 1).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Runs what answers a request.
   *
   * @throws java.util.concurrent.RejectedExecutionException if too much of its kind waits
   */
  void run(Route.Pace pace, Runnable answer) {
    switch (pace) {
      case QUICK -> quick.execute(answer);
      case HEAVY -> heavy.execute(answer);
      case LASTING, STREAMED -> Thread.startVirtualThread(answer);
    }
  }

  @Override
  public void close() {
    quick.shutdown();
    heavy.shutdownNow();
  }
}
