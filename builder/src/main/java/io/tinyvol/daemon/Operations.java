package io.tinyvol.daemon;

import io.tinyvol.service.OperationStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The long work of a daemon's. As much runs at a time as there are cores, for each piece of work
 * uses them all; more of it waits. What goes as fast as a client reads or writes is apart from
 * that, so that slow clients keep none waiting but each other. What has ended is remembered for a
 * while. Thread-safe.
 */
final class Operations {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
  private static final int MOST_WAITING = 256;
  private static final int MOST_REMEMBERED = 256;

  /** How much runs at a time of what waits for its client. */
  static final int STREAM_THREADS = 16;

  private static final int SERVING_THREADS = 64;

  /** The client of what is done for the store on a schedule. */
  static final String DAEMON = "the daemon";

  /** The kind of operation that serves volumes. */
  static final String SERVE = "serve";

  /** What keeps whom waiting. */
  enum Kind {
    /** Uses all cores. */
    WORK,
    /** Waits for its client: for what that still writes, or reads. */
    STREAM,
    /** Waits until it is no longer wanted. */
    SERVING,
    /** Is done for the store, one piece at a time. */
    UPKEEP
  }

  private final InstantSource clock;
  private final Watcher watcher;
  private final ThreadPoolExecutor threads =
      newPool("operation-", Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final ThreadPoolExecutor streams = newPool("stream-", STREAM_THREADS);
  private final ThreadPoolExecutor servings = newPool("serving-", SERVING_THREADS);
  private final ThreadPoolExecutor upkeep = newPool("upkeep-", 1);

  /** The oldest first. */
  private final Map<UUID, Operation> known = new LinkedHashMap<>();

  /** What is to be done for those that have not ended. */
  private final Map<UUID, Runnable> tasks = new HashMap<>();

  private boolean isStopping;

  /** Is told of all operations; may be called from many threads at once. */
  interface Watcher {
    /** Some bytes were read, written or verified. */
    void moved(String kind, long bytes);

    /** One has ended. */
    void ended(OperationStatus operation);
  }

  Operations(InstantSource clock, Watcher watcher) {
    this.clock = clock;
    this.watcher = watcher;
  }

  private static ThreadPoolExecutor newPool(String name, int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name(name, 1).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Starts work, or queues it.
   *
   * @param speed what keeps it waiting
   * @param onceOver is run when it has ended, or was never begun: gives up what the work needs
   * @throws RequestException if too much waits, or the daemon is about to end
   */
  Operation start(
      String kind, String volume, String client, Kind speed, Operation.Work work, Runnable onceOver)
      throws RequestException {
    Operation operation =
        new Operation(kind, volume, client, clock.instant(), bytes -> watcher.moved(kind, bytes));
    boolean accepted = false;
    try {
      synchronized (this) {
        if (isStopping) {
          throw new RequestException(Problems.STOPPING);
        }
        Runnable task = () -> run(operation, work, onceOver);
        pool(speed).execute(task);
        tasks.put(operation.id(), task);
        known.put(operation.id(), operation);
        forgetOldest();
      }
      accepted = true;
      return operation;
    } catch (RejectedExecutionException e) {
      throw new RequestException(Problems.BUSY);
    } finally {
      if (!accepted) {
        onceOver.run();
      }
    }
  }

  /** Starts work that has nothing to give up at its end. */
  Operation start(String kind, String volume, String client, Kind speed, Operation.Work work)
      throws RequestException {
    return start(kind, volume, client, speed, work, () -> {});
  }

  private ThreadPoolExecutor pool(Kind speed) {
    return switch (speed) {
      case WORK -> threads;
      case STREAM -> streams;
      case SERVING -> servings;
      case UPKEEP -> upkeep;
    };
  }

  private void run(Operation operation, Operation.Work work, Runnable onceOver) {
    log(operation.status(), "operation started");
    try {
      operation.run(work);
    } finally {
      onceOver.run();
      synchronized (this) {
        tasks.remove(operation.id());
      }
    }
    watcher.ended(operation.status());
    log(operation.status(), "operation ended");
  }

  private static void log(OperationStatus operation, String message) {
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("operation", operation.id())
            .addKeyValue("kind", operation.kind())
            .addKeyValue("volume", operation.volume())
            .addKeyValue("client", operation.client());
    if (operation.state().isEnd()) {
      line =
          line.addKeyValue("state", operation.state().label())
              .addKeyValue("seconds", Math.round(operation.elapsedNanos() / 1e6) / 1e3);
    }
    if (operation.failure().isPresent()) {
      line = line.addKeyValue("problem", operation.failure().get().line());
    }
    line.log(message);
  }

  /** Stops an operation as soon as may be. One that waits makes room for others at once. */
  void cancel(Operation operation) {
    operation.cancel();
    Runnable task;
    synchronized (this) {
      task = tasks.get(operation.id());
    }
    if (task != null
        && Stream.of(Kind.values()).anyMatch(kind -> pool(kind).getQueue().remove(task))) {
      task.run();
    }
  }

  private void forgetOldest() {
    if (known.size() > MOST_REMEMBERED) {
      known.values().stream()
          .filter(operation -> operation.status().state().isEnd())
          .findFirst()
          .ifPresent(operation -> known.remove(operation.id()));
    }
  }

  synchronized Optional<Operation> find(UUID id) {
    return Optional.ofNullable(known.get(id));
  }

  /** All that are known, the newest first. */
  synchronized List<OperationStatus> list() {
    List<OperationStatus> list = new ArrayList<>();
    known.values().forEach(operation -> list.addFirst(operation.status()));
    return list;
  }

  /** How many wait or run. */
  synchronized long unfinished() {
    return known.values().stream().filter(operation -> !operation.status().state().isEnd()).count();
  }

  /** Takes no more; lets those end that are there for so long, and cancels the rest. */
  void stop(Duration patience) {
    List<Operation> left;
    synchronized (this) {
      isStopping = true;
      left = new ArrayList<>(known.values());
    }
    Stream.of(Kind.values()).forEach(kind -> pool(kind).shutdown());
    // What is served is not waited for, as it has no end of its own; nor what can go on later.
    left.stream()
        .filter(operation -> isLeftAtOnce(operation.status()))
        .forEach(operation -> operation.cancel(Problems.ENDED));
    try {
      if (!haveEnded(patience)) {
        left.forEach(operation -> operation.cancel(Problems.ENDED));
        haveEnded(Duration.ofSeconds(Problems.CANCEL_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      left.forEach(operation -> operation.cancel(Problems.ENDED));
    }
  }

  private static boolean isLeftAtOnce(OperationStatus operation) {
    return operation.kind().equals(SERVE) || operation.client().equals(DAEMON);
  }

  private boolean haveEnded(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean ended = true;
    for (Kind kind : Kind.values()) {
      ended &= pool(kind).awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return ended;
  }
}
