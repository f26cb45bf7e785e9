package io.tinyvol.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** How long one thing took, again and again. */
final class Quantiles {
  private long[] nanos = new long[1024];
  private int count;

  /** Something whose time is taken. */
  @FunctionalInterface
  interface Timed {
    void run() throws Exception;
  }

  void time(Timed timed) throws Exception {
    long started = System.nanoTime();
    timed.run();
    long taken = System.nanoTime() - started;
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = taken;
  }

  void clear() {
    count = 0;
  }

  /** Prints median and p99 in milliseconds. */
  void print(String what) {
    String line = String.format(Locale.ROOT, "%-28s %8.2f %8.2f", what, millis(0.5), millis(0.99));
    System.out.println(line);
  }

  private double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) (share * (count - 1))] / 1e6;
  }
}
