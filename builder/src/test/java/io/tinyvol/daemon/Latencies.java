package io.tinyvol.daemon;

import java.util.Arrays;
import java.util.Locale;

/** How long things took. For one thread. */
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  void add(long taken) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = taken;
  }

  void addAll(Latencies others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "median %.2f ms, p99 %.2f ms of %d", millisAt(0.5), millisAt(0.99), count);
  }

  private double millisAt(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) (share * (count - 1))] / 1e6;
  }
}
