package io.tinyvol.cas;

import java.util.Random;

/**
 * Runs random trials, each with a seed of its own that the failure names. The properties {@code
 * io.tinyvol.trials} (a factor) and {@code io.tinyvol.seed} (the first seed) ask for more of them,
 * or for one again.
 */
public final class Trials {
  private Trials() {}

  /** One trial. */
  @FunctionalInterface
  public interface Trial {
    /** Fails by throwing. */
    void run(Random random) throws Exception;
  }

  /** Runs {@code trials} trials, or a multiple of that where more are asked for. */
  public static void run(int trials, Trial trial) {
    long firstSeed = Long.getLong("io.tinyvol.seed", 1);
    int factor = Integer.getInteger("io.tinyvol.trials", 1);
    for (long seed = firstSeed; seed < firstSeed + (long) trials * factor; seed++) {
      try {
        trial.run(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("with -Dio.tinyvol.seed=" + seed + ": " + e, e);
      }
    }
  }
}
