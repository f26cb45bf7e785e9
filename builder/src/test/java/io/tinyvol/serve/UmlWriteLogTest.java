package io.tinyvol.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.LogReplay;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.UmlGuest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel logs all that reaches the disk of a store which is served and written to. At whatever
 * flush of the disk all ends, each block is there that a client had been told was flushed.
 */
class UmlWriteLogTest {
  private static final long FLUSHES = Long.getLong("io.tinyvol.flushes", 2);
  private static final int LOOKS = Integer.getInteger("io.tinyvol.looks", 1);
  private static final Duration PATIENCE = Duration.ofMinutes(4).plusSeconds(5 * FLUSHES);

  @TempDir Path folder;
  private long points;
  private long looks;

  @Test
  void whatWasFlushedIsThereAtAnyFlushOfTheDisk() throws Exception {
    Commands.need("dmsetup", "busybox");
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ScratchDisk host = ScratchDisk.xfs(folder.resolve("host"))) {
      Path image = host.path().resolve("disk");
      Path before = host.path().resolve("before");
      Path log = host.path().resolve("log");
      GuestDisk disk = GuestDisk.make(folder, image, random);
      LogReplay.copy(image, before);
      LogReplay replay = new LogReplay(before, log);
      try (UmlGuest guest = disk.start(seed, FLUSHES, LogReplay.MARKER, "ubdb=" + log, "log=1")) {
        String console = guest.awaitEnd(PATIENCE);
        assertTrue(console.contains("the disk is free"), console);
      }
      long all = replay.run((_, _, _) -> {});
      points =
          replay.run(
              (replayed, point, marks) -> {
                if (random.nextLong(all) < LOOKS) {
                  look(disk, seed, replayed, host.path().resolve("copy"), point, marks);
                }
              });
    }
    System.out.printf("%d flushes of the disk, %d looked at%n", points, looks);
  }

  private void look(GuestDisk disk, long seed, Path replayed, Path copy, long point, String marks)
      throws Exception {
    LogReplay.copy(replayed, copy);
    try {
      long[] flushed = GuestDisk.flushed(marks);
      String when =
          "seed %d, at flush %d of the disk, after %s"
              .formatted(seed, point, Arrays.toString(flushed));
      disk.check(copy, disk.expected(seed, flushed), when);
      looks++;
    } finally {
      Files.delete(copy);
    }
  }
}
