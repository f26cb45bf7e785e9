package io.tinyvol.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.UmlGuest;
import io.tinyvol.testing.WriteLog;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
  private static final long LOG_BYTES = 8L << 30;
  private static final List<String> MARKER = List.of("dmsetup", "message", "logged", "0", "mark");

  @TempDir Path folder;
  private long points;
  private long looks;
  private String marks = "";

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
      copy(image, before);
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(LOG_BYTES);
      }
      try (UmlGuest guest = disk.start(seed, FLUSHES, MARKER, "ubdb=" + log, "log=1")) {
        String console = guest.awaitEnd(PATIENCE);
        assertTrue(console.contains("the disk is free"), console);
      }
      long all = replay(before, log, (_, _) -> {});
      replay(
          before,
          log,
          (replayed, point) -> {
            if (random.nextLong(all) < LOOKS) {
              look(disk, seed, replayed, host.path().resolve("copy"), point);
            }
          });
    }
    System.out.printf("%d flushes of the disk, %d looked at%n", points, looks);
  }

  private static void copy(Path from, Path to) throws Exception {
    Commands.run("cp", "--reflink=always", from.toString(), to.toString());
  }

  private interface AtFlush {
    void look(Path replayed, long point) throws Exception;
  }

  /** Replays the log on a copy of what was before; gives the number of flushes. */
  private long replay(Path before, Path log, AtFlush atFlush) throws Exception {
    Path replayed = before.resolveSibling("replayed");
    copy(before, replayed);
    marks = "";
    points = 0;
    try (FileChannel file = FileChannel.open(replayed, StandardOpenOption.WRITE);
        WriteLog writes = new WriteLog(log, file)) {
      writes.replay(
          new WriteLog.Visitor() {
            @Override
            public void mark(String text) {
              marks += text + "\n";
            }

            @Override
            public void flushed() throws Exception {
              points++;
              atFlush.look(replayed, points);
            }
          });
    } finally {
      Files.delete(replayed);
    }
    return points;
  }

  private void look(GuestDisk disk, long seed, Path replayed, Path copy, long point)
      throws Exception {
    copy(replayed, copy);
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
