package io.tinyvol.cas.parallel;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on several threads and hands their results on in the order of submission, in the
 * submitting thread. A bounded number is under way at a time, so memory is bounded too. Each task
 * borrows a context (buffers, readers, writers), of which there is one a worker.
 *
 * <p>For one submitting thread, which also calls {@link #finish} and {@link #close}.
 *
 * @param <C> the context
 * @param <T> a task's result
 */
public final class OrderedPipeline<C extends Closeable, T> implements Closeable {
  /** Tasks that wait or whose result waits, for each worker: enough that none ever starves. */
  private static final int IN_FLIGHT_PER_WORKER = 4;

  /** Each has buffers of a few MiB, which together are bounded. */
  private static final int MAX_WORKERS = 16;

  private final int workers;
  private final Results<T> results;
  private final ExecutorService executor;
  private final BlockingQueue<C> idle;
  private final List<C> contexts = new ArrayList<>();
  private final Queue<Future<T>> inFlight = new ArrayDeque<>();

  /** Makes contexts. */
  @FunctionalInterface
  public interface Contexts<C> {
    /** A new context. */
    C make() throws IOException;
  }

  /** A piece of work. */
  @FunctionalInterface
  public interface Task<C, T> {
    /** Does the work; the context is this task's alone until it returns. */
    T run(C context) throws IOException;
  }

  /** Takes results, in order. */
  @FunctionalInterface
  public interface Results<T> {
    /** The next result. */
    void accept(T result) throws IOException;
  }

  /** A pipeline of {@code workers} threads, each with a context. */
  public OrderedPipeline(int workers, Contexts<C> maker, Results<T> results) throws IOException {
    this.workers = workers;
    this.results = results;
    this.idle = new ArrayBlockingQueue<>(workers);
    this.executor =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("tinyvol-worker-", 0).factory());
    try {
      for (int i = 0; i < workers; i++) {
        C context = maker.make();
        contexts.add(context);
        idle.add(context);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The number of workers that keeps all cores busy, as far as memory is set aside for them. */
  public static int workersForAllCores() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS);
  }

  /**
   * Adds a task; first hands on results where too many tasks are under way.
   *
   * @throws IOException what an earlier task threw
   */
  public void submit(Task<C, T> task) throws IOException {
    while (inFlight.size() >= workers * IN_FLIGHT_PER_WORKER) {
      handOnFirst();
    }
    inFlight.add(executor.submit(() -> runWithContext(task)));
  }

  private T runWithContext(Task<C, T> task) throws IOException, InterruptedException {
    C context = idle.take();
    try {
      return task.run(context);
    } finally {
      idle.add(context);
    }
  }

  /** Waits for all tasks and hands their results on; more may be added then. */
  public void drain() throws IOException {
    while (!inFlight.isEmpty()) {
      handOnFirst();
    }
  }

  /** Waits for all tasks, hands their results on, and closes the contexts. */
  public void finish() throws IOException {
    drain();
    close();
  }

  private void handOnFirst() throws IOException {
    results.accept(Futures.await(inFlight.remove()));
  }

  /** Stops what is under way, waits until it has stopped, and closes the contexts. */
  @Override
  public void close() throws IOException {
    inFlight.forEach(task -> task.cancel(false));
    inFlight.clear();
    executor.shutdown();
    boolean interrupted = false;
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true; // the contexts must not be closed under a running task
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    closeContexts();
  }

  private void closeContexts() throws IOException {
    IOException first = null;
    for (C context : contexts) {
      try {
        context.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    contexts.clear();
    if (first != null) {
      throw first;
    }
  }
}
