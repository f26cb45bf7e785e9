package io.tinyvol.cas.parallel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Work of other threads. */
public final class Futures {
  private Futures() {}

  /**
   * Waits for the end of work, and gives its result.
   *
   * @throws IOException what the work threw; of what it may not throw, the same exception
   * @throws InterruptedIOException if this thread is interrupted, which it stays
   */
  public static <T> T await(Future<T> work) throws IOException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException r -> throw r;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
