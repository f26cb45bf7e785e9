package io.tinyvol.blockdev.nbd;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads for what takes long. One is started only while all others are busy, unlike those of a
 * {@link java.util.concurrent.ThreadPoolExecutor} with a queue, and ends when it has been idle for
 * long. The queue is bounded by what each connection may put in. Thread-safe.
 */
final class Workers {
  private static final long IDLE_SECONDS = 20;

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private int threads;
  private int idle;
  private boolean isStopped;

  Workers(int most) {
    this.most = most;
  }

  /** Has something done. */
  void execute(Runnable task) {
    lock.lock();
    try {
      queue.addLast(task);
      if (queue.size() > idle && threads < most) {
        threads++;
        Thread.ofPlatform().name("nbd-worker").daemon().start(this::work);
      } else {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    while (true) {
      Runnable task = next();
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      long nanos = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
      while (queue.isEmpty()) {
        if (isStopped || nanos <= 0) {
          threads--;
          return null;
        }
        idle++;
        try {
          nanos = arrived.awaitNanos(nanos);
        } catch (InterruptedException e) {
          isStopped = true; // nobody interrupts them, so it is the end
        } finally {
          idle--;
        }
      }
      return queue.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the threads end when all has been done. */
  void stop() {
    lock.lock();
    try {
      isStopped = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
