package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight clients build, clone, read and remove while unused content is removed all the time. */
class GcLoadTest {
  private static final int SECONDS = Integer.getInteger("io.tinyvol.load.seconds", 10);
  private static final int CLIENTS = 8;
  private static final int PERCENT_BUILDS = 40;

  @TempDir Path folder;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Does something again and again. */
  private interface Step {
    void with(WireClient wire) throws IOException;
  }

  @Test
  void nothingThatIsUsedIsRemoved() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path store = folder.resolve("store");
    LoadPlan plan = LoadPlan.make(new TestCommand(store), folder, random, CLIENTS, PERCENT_BUILDS);
    LoadCollector collector = new LoadCollector();
    try (DaemonUnderLoad daemon = DaemonUnderLoad.start(store, folder.resolve("log"))) {
      daemon.awaitReady();
      List<LoadClient> clients = plan.begin(daemon, random);
      List<Step> steps = new ArrayList<>(List.of(collector::step));
      clients.forEach(client -> steps.add(client::step));
      work(steps, daemon);
      if (!failures.isEmpty()) {
        throw new AssertionError(
            failures.size() + " failed, seed " + seed + "\n" + daemon.said(), failures.peek());
      }
      try (WireClient wire = daemon.connect()) {
        assertEquals(plan.believed(clients), Believed.listed(wire.get("/v1/volumes").json(200)));
        collector.step(wire);
      }
      assertEquals(0, daemon.end(), daemon.said());
      Latencies clones = new Latencies();
      clients.forEach(client -> clones.addAll(client.clones()));
      System.out.printf(
          "%d collections freed %d chunks; clones beside them: %s%n",
          collector.collections(), collector.freedChunks(), clones);
      assertTrue(collector.freedChunks() > 0, "there was nothing to remove");
    }
    TestCommand tinyvol = new TestCommand(store);
    tinyvol.run("check", "--deep").ok();
    assertEquals(0, tinyvol.run("gc", "--json").ok().number("freedChunks"));
  }

  private void work(List<Step> steps, DaemonUnderLoad daemon) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    List<Thread> threads = new ArrayList<>();
    for (Step step : steps) {
      threads.add(Thread.ofPlatform().start(() -> work(step, daemon, end)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void work(Step step, DaemonUnderLoad daemon, long end) {
    try (WireClient wire = daemon.connect()) {
      while (System.nanoTime() < end && failures.isEmpty()) {
        step.with(wire);
      }
    } catch (Throwable t) {
      failures.add(t);
    }
  }
}
