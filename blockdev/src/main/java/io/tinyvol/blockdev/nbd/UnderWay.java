package io.tinyvol.blockdev.nbd;

import java.util.ArrayDeque;

/**
 * The requests of a connection that others do for it: how many there may be, and how many bytes
 * they may hold until they are answered; how many are done at once; and when there are none left.
 * Its thread adds, others take away.
 */
final class UnderWay {
  private static final int MAX_REQUESTS = 128;
  private static final long MAX_BYTES = 16L << 20;

  /** How many are done at once, so that those of one slow device leave threads for others. */
  private static final int MAX_RUNNING = 16;

  private final Workers workers;
  private final Runnable whenNone;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int running;
  private int requests;
  private long bytes;

  /**
   * None yet.
   *
   * @param whenNone is called when the last one has been answered
   */
  UnderWay(Workers workers, Runnable whenNone) {
    this.workers = workers;
    this.whenNone = whenNone;
  }

  /** Admits a request, if there is room. One that is larger than all room is admitted alone. */
  synchronized boolean tryBegin(long requestBytes) {
    if (requests >= MAX_REQUESTS || (requests > 0 && bytes + requestBytes > MAX_BYTES)) {
      return false;
    }
    requests++;
    bytes += requestBytes;
    return true;
  }

  /** Waits for room, and admits a request. */
  synchronized void begin(long requestBytes) {
    boolean isInterrupted = false;
    while (!tryBegin(requestBytes)) {
      try {
        wait();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request has been answered. */
  void end(long requestBytes) {
    boolean isNone;
    synchronized (this) {
      requests--;
      bytes -= requestBytes;
      isNone = requests == 0;
      notifyAll();
    }
    if (isNone) {
      whenNone.run();
    }
  }

  /** How many there are. */
  synchronized int count() {
    return requests;
  }

  /** Waits until there are none. */
  synchronized void awaitNone() {
    boolean isInterrupted = false;
    while (requests > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has a part of an admitted request done, which must not throw. */
  void execute(Runnable task) {
    synchronized (this) {
      if (running == MAX_RUNNING) {
        waiting.addLast(task);
        return;
      }
      running++;
    }
    dispatch(task);
  }

  private void dispatch(Runnable task) {
    workers.execute(
        () -> {
          try {
            task.run();
          } finally {
            next();
          }
        });
  }

  private void next() {
    Runnable task;
    synchronized (this) {
      task = waiting.pollFirst();
      if (task == null) {
        running--;
        return;
      }
    }
    dispatch(task);
  }
}
