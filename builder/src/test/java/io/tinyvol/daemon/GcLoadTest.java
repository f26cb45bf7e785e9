package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight clients build, clone, read and remove, and others write to a volume and make revisions of
 * it, while unused content is removed all the time.
 */
class GcLoadTest {
  private static final int SECONDS = Integer.getInteger("io.tinyvol.load.seconds", 10);
  private static final int CLIENTS = 8;
  private static final int PERCENT_BUILDS = 40;

  @TempDir Path folder;

  @Test
  void nothingThatIsUsedIsRemoved() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path store = folder.resolve("store");
    LoadPlan plan = LoadPlan.make(new TestCommand(store), folder, random, CLIENTS, PERCENT_BUILDS);
    LoadUpkeep upkeep = new LoadUpkeep();
    try (DaemonUnderLoad daemon = DaemonUnderLoad.start(store, folder.resolve("log"))) {
      daemon.awaitReady();
      List<LoadClient> clients = plan.begin(daemon, random);
      LoadDisk disk = LoadDisk.make(daemon, plan, store, random);
      try (WireClient wire = daemon.connect()) {
        disk.resume(wire);
        LoadThreads threads = new LoadThreads(daemon);
        threads.start(upkeep::collect);
        threads.start(disk);
        threads.start(disk::revise);
        clients.forEach(client -> threads.start(client::step));
        threads.workFor(Duration.ofSeconds(SECONDS));
        plan.checkListed(wire, clients, LoadDisk.NAME);
        upkeep.collect(wire);
      }
      assertEquals(0, daemon.end(), daemon.said());
      Latencies clones = new Latencies();
      clients.forEach(client -> clones.addAll(client.clones()));
      System.out.printf(
          "%d collections freed %d chunks, %d revisions; clones beside them: %s%n",
          upkeep.collections(), upkeep.freedChunks(), disk.made(), clones);
      assertTrue(upkeep.freedChunks() > 0, "there was nothing to remove");
    }
    TestCommand tinyvol = new TestCommand(store);
    tinyvol.run("check", "--deep").ok();
    assertEquals(0, tinyvol.run("gc", "--json").ok().number("freedChunks"));
  }
}
