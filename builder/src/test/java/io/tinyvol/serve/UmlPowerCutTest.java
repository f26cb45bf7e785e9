package io.tinyvol.serve;

import io.tinyvol.testing.UmlGuest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plug of a machine is pulled that serves a volume which clients write to. What its kernel had
 * not written to the disk is gone; each block that was flushed is there.
 */
class UmlPowerCutTest {
  private static final int CUTS = Integer.getInteger("io.tinyvol.cuts", 1);
  private static final long MOST_FLUSHES = 8;
  private static final int LONGEST_MILLIS = 100;
  private static final long PATIENCE_SECONDS = 180;
  private static final int POLL_MILLIS = 20;

  @TempDir Path folder;

  @Test
  void plugPulledAtRandomInstants() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    GuestDisk disk = GuestDisk.make(folder, folder.resolve("disk"), random);
    long flushes = 0;
    int uncertain = 0;
    for (int i = 0; i < CUTS; i++) {
      long writersSeed = random.nextLong();
      long[] flushed = cut(disk, writersSeed, random);
      List<Versions> expected = disk.expected(writersSeed, flushed);
      disk.resume(expected, "seed " + seed + ", cut " + i + " after " + Arrays.toString(flushed));
      flushes += Arrays.stream(flushed).sum();
      uncertain += expected.stream().mapToInt(Versions::uncertain).sum();
    }
    System.out.printf(
        "%d cuts: %d flushes, %d blocks uncertain at a cut%n", CUTS, flushes, uncertain);
  }

  /** Runs a guest, and gives how many flushes of each writer it had told of when it was cut off. */
  private static long[] cut(GuestDisk disk, long seed, Random random) throws Exception {
    long enough = 1 + random.nextLong(MOST_FLUSHES);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try (UmlGuest guest = disk.start(seed, Long.MAX_VALUE, List.of())) {
      while (Arrays.stream(GuestDisk.flushed(guest.console())).sum() < enough) {
        if (!guest.isAlive() || System.nanoTime() - deadline > 0) {
          throw new AssertionError("the guest does not write: " + guest.console());
        }
        Thread.sleep(POLL_MILLIS);
      }
      Thread.sleep(random.nextInt(LONGEST_MILLIS));
      guest.pullPlug();
      return GuestDisk.flushed(guest.console());
    }
  }
}
