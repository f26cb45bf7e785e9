package io.tinyvol.daemon;

import io.tinyvol.service.StoreStats;
import io.tinyvol.service.local.LocalService;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's accounts for those who ask again and again. They are counted anew when volumes have
 * changed, but to count them is to walk every manifest, so that is done a tenth of the time at the
 * most. Thread-safe.
 */
final class CachedStats {
  private static final Logger LOG = LoggerFactory.getLogger(CachedStats.class);
  private static final int LEAST_REST = 9;

  private final LocalService service;
  private @Nullable StoreStats stats;
  private @Nullable Object countedState;
  private long restUntilNanos;
  private boolean isTold;

  CachedStats(LocalService service) {
    this.service = service;
  }

  /** The accounts; empty where there are none, for damage must not hide all other metrics. */
  synchronized Optional<StoreStats> get() {
    try {
      StoreStats known = stats;
      if (known != null && System.nanoTime() - restUntilNanos < 0) {
        return Optional.of(known);
      }
      Object state = service.state();
      if (known == null || !state.equals(countedState)) {
        long started = System.nanoTime();
        known = service.stats();
        stats = known;
        countedState = state;
        isTold = false;
        long now = System.nanoTime();
        restUntilNanos = now + LEAST_REST * (now - started);
      }
      return Optional.of(known);
    } catch (IOException e) {
      if (!isTold) {
        LOG.warn("the volumes cannot be counted: {}", e.getMessage());
      }
      isTold = true;
      return Optional.empty();
    }
  }
}
