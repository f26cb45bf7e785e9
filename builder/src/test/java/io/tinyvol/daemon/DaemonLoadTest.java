package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cli.TestCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon with many clients gives each the right answers, for as long as it may be, and takes no
 * more memory, threads and descriptors for that than it does after a while.
 */
class DaemonLoadTest {
  private static final int SECONDS = Integer.getInteger("io.tinyvol.load.seconds", 15);
  private static final int CLIENTS = 100;
  private static final int CLONES_ALONE = 200;
  private static final int SAMPLE_MILLIS = 100;

  /**
   * What the kernel's numbers may grow by late: code that is compiled yet, and what malloc keeps;
   * some threads of pools that come and go; connections of clients that come and go.
   */
  private static final ProcessSamples.Sample SLACK = new ProcessSamples.Sample(48 << 10, 8, 16);

  /** A heap that is there from the start: what grows is none of it, and a leak in it shows soon. */
  private static final String[] FIXED_HEAP = {"-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"};

  @TempDir Path folder;

  @Test
  void manyClients() throws Exception {
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path store = folder.resolve("store");
    LoadPlan plan = LoadPlan.make(new TestCommand(store), folder, random, CLIENTS, 0);
    try (DaemonUnderLoad daemon = DaemonUnderLoad.start(store, folder.resolve("log"), FIXED_HEAP)) {
      daemon.awaitReady();
      List<LoadClient> clients = plan.begin(daemon, random);
      ProcessSamples samples = new ProcessSamples(daemon.pid());
      work(clients, daemon, samples);
      report(clients);
      try (WireClient wire = daemon.connect()) {
        plan.checkListed(wire, clients);
        cloneAlone(wire);
      }
      samples.checkBounded(SLACK);
      assertEquals(0, daemon.end(), daemon.said());
    }
    new TestCommand(store).run("check", "--deep").ok();
  }

  private void work(List<LoadClient> clients, DaemonUnderLoad daemon, ProcessSamples samples)
      throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    LoadThreads threads = new LoadThreads(daemon);
    clients.forEach(client -> threads.start(client::step));
    while (System.nanoTime() < end && threads.isGoingOn()) {
      samples.take();
      Thread.sleep(SAMPLE_MILLIS);
    }
    threads.end();
  }

  private static void report(List<LoadClient> clients) {
    Latencies clones = new Latencies();
    long steps = 0;
    for (LoadClient client : clients) {
      clones.addAll(client.clones());
      steps += client.steps();
    }
    System.out.printf(
        "%d clients, %d s: %d operations, %d a second%n", CLIENTS, SECONDS, steps, steps / SECONDS);
    System.out.println("clone, all of them at work: " + clones);
  }

  private static void cloneAlone(WireClient wire) throws IOException {
    Latencies clones = new Latencies();
    for (int i = 0; i < CLONES_ALONE; i++) {
      long started = System.nanoTime();
      wire.ask("PUT", "/v1/volumes/alone-" + i, Map.of("cloneOf", "base-0")).json(201);
      clones.add(System.nanoTime() - started);
    }
    System.out.println("clone, one client alone: " + clones);
  }
}
