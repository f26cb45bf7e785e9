package io.tinyvol.daemon;

import io.tinyvol.testing.NbdClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Threads that work with a daemon, each of which does one thing again and again: until it is told
 * to end, the daemon is killed, or a thread fails. For one thread to use.
 */
final class LoadThreads {
  private static final int LOOK_MILLIS = 20;

  private final DaemonUnderLoad daemon;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean isEnded;

  LoadThreads(DaemonUnderLoad daemon) {
    this.daemon = daemon;
  }

  /** What a thread does again and again. An {@link IOException} says that its connection broke. */
  interface Step {
    void with(WireClient wire) throws IOException;
  }

  /** Starts a thread with a connection of its own. */
  void start(Step step) {
    threads.add(Thread.ofPlatform().start(() -> untilEnd(() -> work(step))));
  }

  /** Starts a thread that writes to a disk. */
  void start(LoadDisk disk) {
    threads.add(Thread.ofPlatform().start(() -> untilEnd(() -> write(disk))));
  }

  private void work(Step step) throws IOException {
    try (WireClient wire = daemon.connect()) {
      while (isGoingOn()) {
        step.with(wire);
      }
    }
  }

  private void write(LoadDisk disk) throws IOException {
    try (NbdClient client = disk.connect()) {
      while (isGoingOn()) {
        disk.write(client);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void untilEnd(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      if (!daemon.isKilled()) {
        failures.add(e); // nothing else breaks a connection
      }
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  /** Whether nobody has failed and it was not told to end. */
  boolean isGoingOn() {
    return !isEnded && failures.isEmpty();
  }

  /** Lets them work for a time, or until one fails, and then end. */
  void workFor(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end && isGoingOn()) {
      Thread.sleep(LOOK_MILLIS);
    }
    end();
  }

  /** Lets each end what it is at, and fails if one has failed. */
  void end() throws IOException, InterruptedException {
    isEnded = true;
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed\n" + daemon.said(), failures.peek());
    }
  }
}
