package io.tinyvol.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.NbdClient;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut while clients write: a store on a disk that has of what was written only what
 * the host's file system had brought to it. Each block that was flushed is there. The disk is a
 * file on a file system which can copy it as it is at one instant.
 */
class ServePowerCutTest {
  private static final int CUTS = Integer.getInteger("io.tinyvol.cuts", 3);
  private static final Duration PATIENCE = Duration.ofMinutes(5).plusSeconds(10L * CUTS);
  private static final Duration END_PATIENCE = Duration.ofMinutes(1);
  private static final int LONGEST_MILLIS = 1500;
  private static final int MIB = 1 << 20;
  private static final int DISK_BYTES = 8 * MIB;

  @TempDir Path folder;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<DiskWriter> writers = new ArrayList<>();
  private volatile boolean isEnding;

  @Test
  void cutAtRandomInstants() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    try (ScratchDisk outer = ScratchDisk.xfs(folder.resolve("outer"))) {
      Path disk = outer.path().resolve("disk");
      Commands.run("mke2fs", "-q", "-F", "-t", "ext4", disk.toString(), "2G");
      try (ScratchDisk inner = ScratchDisk.of(disk)) {
        assertTimeoutPreemptively(
            PATIENCE, () -> run(inner.path().resolve("store"), disk, new Random(seed)));
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private void run(Path store, Path disk, Random random) throws Exception {
    TestCommand tinyvol = new TestCommand(store);
    byte[] content = new byte[DISK_BYTES];
    byte[] noise = Trees.noise(random, DISK_BYTES / 2);
    System.arraycopy(noise, 0, content, DISK_BYTES / 4, noise.length);
    Path image = Files.write(folder.resolve("image"), content);
    tinyvol.run("build", "a", "--from-image", image).ok();
    for (int from : new int[] {0, DISK_BYTES / 2}) {
      byte[] part = Arrays.copyOfRange(content, from, from + DISK_BYTES / 2);
      writers.add(new DiskWriter("a", from, part, new Random(random.nextLong())));
    }
    int uncertain = 0;
    try (ServeProcess server =
        ServeProcess.start(folder, ServeProcess.command(store, folder)).awaitReady()) {
      List<Thread> threads = begin(store, tinyvol, server, random);
      try {
        for (int i = 0; i < CUTS; i++) {
          Thread.sleep(random.nextInt(LONGEST_MILLIS));
          uncertain += cut(disk);
        }
      } finally {
        isEnding = true;
        for (Thread thread : threads) {
          thread.join(END_PATIENCE);
        }
      }
      assertEquals(0, server.end(), server.said());
    }
    long requests = writers.stream().mapToLong(DiskWriter::requests).sum();
    long flushes = writers.stream().mapToLong(DiskWriter::flushes).sum();
    System.out.printf(
        "%d cuts: %d requests, %d flushes, %d blocks uncertain at a cut%n",
        CUTS, requests, flushes, uncertain);
  }

  private List<Thread> begin(Path store, TestCommand tinyvol, ServeProcess server, Random random) {
    List<Thread> threads = new ArrayList<>();
    Path socket = store.resolve("nbd.sock");
    for (DiskWriter writer : writers) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (NbdClient disk = NbdClient.connect(socket, writer.export())) {
                      while (!isEnding) {
                        writer.step(disk);
                      }
                    } catch (Throwable t) {
                      failures.add(t);
                    }
                  }));
    }
    Operator operator = new Operator(tinyvol, "a", writers, new Random(random.nextLong()));
    threads.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!isEnding) {
                      operator.revise(server);
                    }
                  } catch (Throwable t) {
                    failures.add(t);
                  }
                }));
    return threads;
  }

  /** Looks at what a cut of the power at this instant leaves. */
  private int cut(Path disk) throws IOException, InterruptedException {
    Path copy = disk.resolveSibling("copy");
    writers.forEach(DiskWriter::watch);
    Commands.run("cp", "--reflink=always", disk.toString(), copy.toString());
    List<Versions> maybe = writers.stream().map(writer -> writer.watched(false)).toList();
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed", failures.peek());
    }
    try (ScratchDisk after = ScratchDisk.of(copy)) {
      TestCommand tinyvol = new TestCommand(after.path().resolve("store"));
      Path image = folder.resolve("export");
      tinyvol.run("export", "a", image).ok();
      byte[] found = Files.readAllBytes(image);
      for (int i = 0; i < maybe.size(); i++) {
        maybe.get(i).check(writers.get(i).cut(found), "after a cut, part " + i);
      }
      tinyvol.run("check", "--deep").ok();
    } finally {
      Files.delete(copy);
    }
    return maybe.stream().mapToInt(Versions::uncertain).sum();
  }
}
