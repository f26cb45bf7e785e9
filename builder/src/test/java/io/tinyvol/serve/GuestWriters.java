package io.tinyvol.serve;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.LogReplay;
import io.tinyvol.testing.NbdClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What runs in a guest: clients that write to a volume, each to a part of its own, and say when
 * flushes were answered; and one that makes revisions of it meanwhile. What they write follows from
 * a seed, so that {@link GuestDisk} knows it, too.
 */
final class GuestWriters {
  static final String VOLUME = "a";
  static final int WRITERS = 2;

  /** Commands that run in this process have their output taken from the common one. */
  private static final PrintStream CONSOLE = System.out;

  private GuestWriters() {}

  /** A writer of a volume that holds {@code content}. */
  static DiskWriter writer(byte[] content, int number, long seed) {
    int length = content.length / WRITERS;
    byte[] part = new byte[length];
    System.arraycopy(content, number * length, part, 0, length);
    return new DiskWriter(VOLUME, number * length, part, new Random(seed + number));
  }

  /** What is said when a flush was answered, and how a log of writes is marked. */
  static String mark(int writer, long flush) {
    return "flushed-" + writer + "-" + flush;
  }

  /** Takes the store, the seed, how many flushes each is to make, and what marks a log, if any. */
  public static void main(String... args) throws Exception {
    Path store = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    long flushes = Long.parseLong(args[2]);
    List<String> marker = List.of(args).subList(3, args.length);
    List<Thread> threads = new ArrayList<>();
    byte[] content;
    try (NbdClient disk = NbdClient.connect(store.resolve("nbd.sock"), VOLUME)) {
      content = disk.read(0, Math.toIntExact(disk.sizeBytes()));
    }
    for (int i = 0; i < WRITERS; i++) {
      int number = i;
      DiskWriter writer = writer(content, number, seed);
      threads.add(Thread.ofPlatform().start(() -> write(store, writer, number, flushes, marker)));
    }
    AtomicBoolean isEnding = new AtomicBoolean();
    Thread reviser = Thread.ofPlatform().start(() -> revise(store, seed, isEnding));
    for (Thread thread : threads) {
      thread.join();
    }
    isEnding.set(true);
    reviser.join();
    CONSOLE.println("all is written");
  }

  private static void write(
      Path store, DiskWriter writer, int number, long flushes, List<String> marker) {
    try (NbdClient disk = NbdClient.connect(store.resolve("nbd.sock"), VOLUME)) {
      long said = 0;
      while (said < flushes) {
        writer.step(disk);
        if (writer.flushes() > said) {
          said = writer.flushes();
          say(mark(number, said), marker);
        }
      }
    } catch (IOException | InterruptedException | AssertionError e) {
      fail(e);
    }
  }

  /** The line is out before this returns. */
  private static void say(String mark, List<String> marker)
      throws IOException, InterruptedException {
    if (!marker.isEmpty()) {
      LogReplay.mark(marker, mark);
    }
    CONSOLE.println(mark);
  }

  private static void revise(Path store, long seed, AtomicBoolean isEnding) {
    TestCommand tinyvol = new TestCommand(store);
    Random random = new Random(seed - 1);
    try {
      while (!isEnding.get()) {
        tinyvol.run(random.nextBoolean() ? "snapshot" : "commit", VOLUME).ok();
      }
    } catch (AssertionError e) {
      fail(e);
    }
  }

  private static void fail(Throwable failure) {
    failure.printStackTrace(CONSOLE);
    Runtime.getRuntime().halt(1);
  }
}
