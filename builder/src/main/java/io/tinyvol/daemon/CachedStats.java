package io.tinyvol.daemon;

import io.tinyvol.service.StoreStats;
import io.tinyvol.service.local.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The store's accounts for those who ask again and again. They are counted anew when volumes have
 * changed, but to count them is to walk every manifest, so that is done a tenth of the time at the
 * most. Thread-safe.
 */
final class CachedStats {
  private static final int LEAST_REST = 9;

  private final LocalService service;
  private @Nullable StoreStats stats;
  private @Nullable Object countedState;
  private long restUntilNanos;

  CachedStats(LocalService service) {
    this.service = service;
  }

  synchronized StoreStats get() {
    try {
      StoreStats known = stats;
      if (known != null && System.nanoTime() - restUntilNanos < 0) {
        return known;
      }
      Object state = service.state();
      if (known == null || !state.equals(countedState)) {
        long started = System.nanoTime();
        known = service.stats();
        stats = known;
        countedState = state;
        long now = System.nanoTime();
        restUntilNanos = now + LEAST_REST * (now - started);
      }
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
