package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.GuestWork;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.UmlGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plug of a machine is pulled again and again while clients of its daemon build, clone, label,
 * rename and remove volumes and unused content is removed. What its kernel had not written to the
 * disk is gone; whatever the daemon had answered is there, what was under way wholly or not at all.
 */
class UmlDaemonCutTest {
  private static final int CUTS = Integer.getInteger("io.tinyvol.cuts", 2);
  private static final int MOST_STEPS = 40;
  private static final int LONGEST_MILLIS = 100;

  /** Every so often the plug is pulled while the daemon begins, or soon after. */
  private static final int EARLY_EVERY = 6;

  private static final int LONGEST_EARLY_MILLIS = 3000;
  private static final long PATIENCE_SECONDS = 300;
  private static final int POLL_MILLIS = 5;

  @TempDir Path folder;

  private final LoadUpkeep upkeep = new LoadUpkeep();
  private long steps;
  private long collections;
  private int settled;

  @Test
  void plugPulledAtRandomInstants() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path image = folder.resolve("disk");
    Commands.run("mke2fs", "-q", "-F", "-t", "ext4", image.toString(), "1G");
    LoadPlan plan;
    List<LoadClient> clients;
    try (ScratchDisk disk = ScratchDisk.of(image)) {
      Path store = disk.path().resolve("store");
      TestCommand tinyvol = new TestCommand(store);
      plan = LoadPlan.make(tinyvol, folder, random, GuestLoad.CLIENTS, GuestLoad.PERCENT_BUILDS);
      try (DaemonUnderLoad daemon = start(store)) {
        clients = plan.begin(daemon, random);
        assertEquals(0, daemon.end(), daemon.said());
      }
    }
    for (int i = 0; i < CUTS; i++) {
      try {
        clients = life(i, image, plan, clients, random);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ", cut " + i, e);
      }
    }
    System.out.printf(
        "%d cuts: %d operations, %d settled; %d collections, and %d chunks freed after cuts%n",
        CUTS, steps, settled, collections, upkeep.freedChunks());
  }

  private DaemonUnderLoad start(Path store) throws IOException, InterruptedException {
    DaemonUnderLoad daemon = DaemonUnderLoad.start(store, folder.resolve("log"));
    daemon.awaitReady();
    return daemon;
  }

  /** Runs a guest over what the last one left, cuts it off, and gives the clients as they are. */
  private List<LoadClient> life(
      int number, Path image, LoadPlan plan, List<LoadClient> before, Random random)
      throws Exception {
    long seed = random.nextLong();
    int working = 1 + number % GuestLoad.CLIENTS;
    boolean isEarly = number % EARLY_EVERY == EARLY_EVERY - 1;
    String console = cut(image, GuestLoad.program(seed, working), isEarly, random);
    long[] done = GuestLoad.done(console);
    List<LoadClient> clients = plan.resume(plan.believed(before), seed);
    for (int i = 0; i < working; i++) {
      LoadClient client = clients.get(i);
      while (client.steps() < done[i]) {
        client.foresee();
      }
      client.suspect();
    }
    steps += Arrays.stream(done).sum();
    collections += GuestLoad.collections(console);
    try {
      look(image, plan, clients, random.nextBoolean());
    } catch (Exception | AssertionError e) {
      throw new AssertionError("of " + working + " after " + Arrays.toString(done), e);
    }
    return clients;
  }

  /** Gives what a guest had told when it was cut off. */
  private String cut(Path image, List<String> program, boolean isEarly, Random random)
      throws Exception {
    long enough = isEarly ? 0 : 1 + random.nextLong(MOST_STEPS);
    int millis = random.nextInt(isEarly ? LONGEST_EARLY_MILLIS : LONGEST_MILLIS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try (UmlGuest guest = GuestWork.start(folder, image, program)) {
      while (!hasBegun(guest) || Arrays.stream(GuestLoad.done(guest.console())).sum() < enough) {
        if (!guest.isAlive() || System.nanoTime() - deadline > 0) {
          throw new AssertionError("the guest does nothing more:\n" + guest.console());
        }
        Thread.sleep(POLL_MILLIS);
      }
      Thread.sleep(millis);
      boolean wasAlive = guest.isAlive();
      guest.pullPlug();
      if (!wasAlive) {
        throw new AssertionError("the guest ended by itself:\n" + guest.console());
      }
      return guest.console();
    }
  }

  private static boolean hasBegun(UmlGuest guest) throws IOException {
    return guest.console().contains(GuestLoad.BEGIN);
  }

  /**
   * Looks at what is on the disk, and has the store go on.
   *
   * @param isCheckedFirst whether the first to open the store is a command, not a daemon
   */
  private void look(Path image, LoadPlan plan, List<LoadClient> clients, boolean isCheckedFirst)
      throws Exception {
    try (ScratchDisk disk = ScratchDisk.of(image)) {
      Path store = disk.path().resolve("store");
      TestCommand tinyvol = new TestCommand(store);
      if (isCheckedFirst) {
        tinyvol.run("check", "--deep").ok();
      }
      try (DaemonUnderLoad daemon = start(store);
          WireClient wire = daemon.connect()) {
        assertEquals(List.of(), Leftovers.of(store), "left by what was cut off");
        upkeep.check(wire);
        settled += plan.settle(wire, clients);
        plan.checkListed(wire, clients);
        upkeep.collect(wire);
        for (LoadClient client : clients) {
          client.readAll(wire);
        }
        assertEquals(0, daemon.end(), daemon.said());
      }
      tinyvol.run("check", "--deep").ok();
    }
  }
}
