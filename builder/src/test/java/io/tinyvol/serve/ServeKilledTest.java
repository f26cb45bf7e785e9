package io.tinyvol.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.NbdClient;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while clients write has all blocks as they were when a flush was answered
 * last, or as they were written later, each as a whole; also where snapshots, clones and commits
 * were made meanwhile.
 */
class ServeKilledTest {
  private static final int KILLS = Integer.getInteger("io.tinyvol.kills", 6);
  private static final Duration PATIENCE = Duration.ofMinutes(5).plusSeconds(10L * KILLS);
  private static final int LONGEST_LIFE_MILLIS = 1500;
  private static final int MIB = 1 << 20;
  private static final int DISK_BYTES = 8 * MIB;

  /** Every so often one is killed before it serves, and every so often a check looks. */
  private static final int EARLY_EVERY = 5;

  private static final int CHECK_EVERY = 4;

  /** Who kills a thousand wants to know where it is. */
  private static final int TELL_EVERY = 50;

  @TempDir Path folder;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<DiskWriter> writers = new ArrayList<>();
  private Path store;
  private Path socket;
  private TestCommand tinyvol;
  private long uncertain;

  @BeforeEach
  void makeStore() {
    store = folder.resolve("store");
    socket = store.resolve("nbd.sock");
    tinyvol = new TestCommand(store);
  }

  @Test
  void killedAtRandomInstants() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    prepare(random);
    Operator operator = new Operator(tinyvol, "a", writers.subList(0, 2), random);
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int i = 0; i < KILLS; i++) {
            try {
              life(i, operator, random);
              if (i % TELL_EVERY == TELL_EVERY - 1) {
                System.out.println(i + 1 + " kills, and nothing lost");
              }
            } catch (Exception | AssertionError e) {
              throw new AssertionError("seed " + seed + ", kill " + i, e);
            }
          }
          last(operator);
        });
    System.out.printf(
        "%d kills: %d requests, %d flushes, %d blocks uncertain at a kill; %d operations, %d clones"
            + " checked%n",
        KILLS,
        writers.stream().mapToLong(DiskWriter::requests).sum(),
        writers.stream().mapToLong(DiskWriter::flushes).sum(),
        uncertain,
        operator.done(),
        operator.clones());
  }

  /** A volume that two write to, and a clone of it that one writes to. */
  private void prepare(Random random) throws IOException {
    byte[] content = new byte[DISK_BYTES];
    byte[] noise = Trees.noise(random, DISK_BYTES / 2);
    System.arraycopy(noise, 0, content, DISK_BYTES / 4, noise.length);
    Path image = Files.write(folder.resolve("image"), content);
    tinyvol.run("build", "a", "--from-image", image).ok();
    tinyvol.run("clone", "a", "b").ok();
    writers.add(writer("a", content, 0, DISK_BYTES / 2, random));
    writers.add(writer("a", content, DISK_BYTES / 2, DISK_BYTES, random));
    writers.add(writer("b", content, MIB, 4 * MIB, random));
  }

  private static DiskWriter writer(String export, byte[] content, int from, int to, Random random) {
    Random own = new Random(random.nextLong());
    return new DiskWriter(export, from, Arrays.copyOfRange(content, from, to), own);
  }

  private ServeProcess start() throws IOException {
    return ServeProcess.start(folder, ServeProcess.command(store, folder));
  }

  /** From a start over the repair of what the last kill cut off to the next kill. */
  private void life(int number, Operator operator, Random random) throws Exception {
    if (number % EARLY_EVERY == EARLY_EVERY - 1) {
      try (ServeProcess early = start()) {
        Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
        early.kill();
      }
    }
    if (number % CHECK_EVERY == CHECK_EVERY - 1) {
      tinyvol.run("check", "--deep").ok();
    }
    try (ServeProcess server = start()) {
      server.awaitReady();
      resume(operator);
      if (number % CHECK_EVERY == CHECK_EVERY / 2) {
        tinyvol.run("check", "--deep").ok();
      }
      workUntilKilled(server, number % 3 == 0 ? null : operator, random);
      if (!failures.isEmpty()) {
        throw new AssertionError(failures.size() + " failed\n" + server.said(), failures.peek());
      }
      uncertain += writers.stream().mapToInt(DiskWriter::uncertain).sum();
    }
  }

  private void resume(Operator operator) throws IOException, InterruptedException {
    for (DiskWriter writer : writers) {
      try (NbdClient disk = NbdClient.connect(socket, writer.export())) {
        writer.resume(disk);
      }
    }
    operator.checkClone(socket);
  }

  private void workUntilKilled(ServeProcess server, @Nullable Operator operator, Random random)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (DiskWriter writer : writers) {
      threads.add(Thread.ofPlatform().start(() -> work(writer, server)));
    }
    if (operator != null) {
      threads.add(Thread.ofPlatform().start(() -> work(operator, server)));
    }
    Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
    server.kill();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void work(DiskWriter writer, ServeProcess server) {
    try (NbdClient disk = NbdClient.connect(socket, writer.export())) {
      while (true) {
        writer.step(disk);
      }
    } catch (IOException e) {
      if (!server.isKilled()) {
        failures.add(e); // nothing else breaks a connection
      }
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  private void work(Operator operator, ServeProcess server) {
    try {
      while (!server.isKilled()) {
        operator.step(server);
      }
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  /** All that was there is there after a proper end, too. */
  private void last(Operator operator) throws Exception {
    tinyvol.run("check", "--deep").ok();
    try (ServeProcess server = start()) {
      server.awaitReady();
      resume(operator);
      assertEquals(0, server.end(), server.said());
    }
    tinyvol.run("check").ok();
  }
}
