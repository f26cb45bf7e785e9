package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that is killed while clients work has done all that it said it did, and the rest wholly
 * or not at all, also when it is killed while it removes unused content, reads all content or makes
 * revisions of a volume that is written to; started again it goes on, and what is asked for again
 * is done once.
 */
class DaemonKilledTest {
  private static final int KILLS = Integer.getInteger("io.tinyvol.kills", 6);
  private static final int CLIENTS = 20;
  private static final int PERCENT_BUILDS = 30;
  private static final int LONGEST_LIFE_MILLIS = 1500;

  /** Every so often a daemon is killed before it answers, and every so often a check looks. */
  private static final int EARLY_EVERY = 7;

  private static final int CHECK_EVERY = 10;

  /** Who kills a thousand wants to know where it is. */
  private static final int TELL_EVERY = 50;

  @TempDir Path folder;

  private Path store;
  private TestCommand tinyvol;
  private int settled;
  private int kills;
  private final LoadUpkeep upkeep = new LoadUpkeep();

  /** Who works with the daemons. */
  private record Load(LoadPlan plan, List<LoadClient> clients, LoadDisk disk) {}

  @BeforeEach
  void makeStore() {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
  }

  @Test
  void killedAtRandomInstants() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    LoadPlan plan = LoadPlan.make(tinyvol, folder, random, CLIENTS, PERCENT_BUILDS);
    Load load;
    try (DaemonUnderLoad daemon = start()) {
      daemon.awaitReady();
      List<LoadClient> clients = plan.begin(daemon, random);
      load = new Load(plan, clients, LoadDisk.make(daemon, plan, store, random));
      assertEquals(0, daemon.end(), daemon.said());
    }
    for (int i = 0; kills < KILLS; i++) {
      try {
        life(i, load, random);
        if (i % TELL_EVERY == TELL_EVERY - 1) {
          System.out.println(kills + " kills, and nothing lost");
        }
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ", kill " + i, e);
      }
    }
    tinyvol.run("check", "--deep").ok();
    try (DaemonUnderLoad daemon = start()) {
      daemon.awaitReady();
      settle(daemon, load);
      assertEquals(0, daemon.end(), daemon.said());
    }
    long steps = load.clients().stream().mapToLong(LoadClient::steps).sum();
    System.out.printf(
        "%d kills: %d operations, %d settled; %d revisions; %d collections of %d chunks%n",
        kills, steps, settled, load.disk().made(), upkeep.collections(), upkeep.freedChunks());
    assertTrue(settled > 0, "nothing was ever under way");
  }

  private DaemonUnderLoad start() throws IOException {
    return DaemonUnderLoad.start(store, folder.resolve("log"));
  }

  /** One that also removes unused content and reads all content on its own, all the time. */
  private DaemonUnderLoad startBusy() throws IOException {
    return DaemonUnderLoad.startBusy(store, folder.resolve("log"));
  }

  /** From a start over the repair of what the last kill cut off to the next kill. */
  private void life(int number, Load load, Random random) throws Exception {
    if (number % EARLY_EVERY == EARLY_EVERY - 1) {
      try (DaemonUnderLoad early = start()) {
        Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
        early.kill();
        kills++;
      }
    }
    if (number % CHECK_EVERY == CHECK_EVERY - 1) {
      tinyvol.run("check", "--deep").ok();
    }
    boolean isBusy = random.nextInt(3) == 0;
    try (DaemonUnderLoad daemon = isBusy ? startBusy() : start()) {
      daemon.awaitReady();
      if (!isBusy) { // which may be writing something of its own
        assertEquals(List.of(), Leftovers.of(store), "left by killed writers");
      }
      settle(daemon, load);
      if (number % CHECK_EVERY == CHECK_EVERY / 2) {
        readAll(daemon, load.clients());
      }
      workUntilKilled(load, daemon, random.nextInt(LONGEST_LIFE_MILLIS));
    }
  }

  private void settle(DaemonUnderLoad daemon, Load load) throws IOException, InterruptedException {
    try (WireClient wire = daemon.connect()) {
      settled += load.plan().settle(wire, load.clients());
      load.plan().checkListed(wire, load.clients(), LoadDisk.NAME);
      load.disk().resume(wire);
    }
  }

  private void readAll(DaemonUnderLoad daemon, List<LoadClient> clients) throws IOException {
    try (WireClient wire = daemon.connect()) {
      for (LoadClient client : clients) {
        client.readAll(wire);
      }
      upkeep.check(wire);
    }
  }

  private void workUntilKilled(Load load, DaemonUnderLoad daemon, int millis)
      throws IOException, InterruptedException {
    LoadThreads threads = new LoadThreads(daemon);
    load.clients().forEach(client -> threads.start(client::step));
    threads.start(upkeep::collect);
    threads.start(load.disk()::revise);
    threads.start(load.disk());
    Thread.sleep(millis);
    daemon.kill();
    kills++;
    threads.end();
  }
}
