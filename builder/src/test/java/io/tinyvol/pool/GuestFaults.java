package io.tinyvol.pool;

import java.nio.file.Path;
import java.util.Random;

/** What runs in a guest: pools meet faults of what they lie on. */
final class GuestFaults {
  private GuestFaults() {}

  /** Takes a folder on a disk, and a seed. */
  public static void main(String... args) throws Exception {
    long seed = Long.parseLong(args[1]);
    System.out.println("seed " + seed);
    Path folder = Path.of(args[0]);
    Random random = new Random(seed);
    new PoolAccidents(folder, random).run();
    new TornMetadata(folder, random).run();
    new FlakyMetadata(folder, random).run();
  }
}
