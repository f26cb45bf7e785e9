package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that is killed while clients work has done all that it said it did, and the rest wholly
 * or not at all, also when it is killed while it removes unused content; started again it goes on,
 * and what is asked for again is done once.
 */
class DaemonKilledTest {
  private static final int KILLS = Integer.getInteger("io.tinyvol.kills", 6);
  private static final int CLIENTS = 20;
  private static final int PERCENT_BUILDS = 30;
  private static final int LONGEST_LIFE_MILLIS = 1500;

  /** Every so often a daemon is killed before it answers, and every so often a check looks. */
  private static final int EARLY_EVERY = 7;

  private static final int CHECK_EVERY = 10;

  @TempDir Path folder;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private Path store;
  private TestCommand tinyvol;
  private int settled;
  private final LoadCollector collector = new LoadCollector();

  @BeforeEach
  void makeStore() {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
  }

  @Test
  void killedAtRandomInstants() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    LoadPlan plan = LoadPlan.make(tinyvol, folder, random, CLIENTS, PERCENT_BUILDS);
    List<LoadClient> clients;
    try (DaemonUnderLoad daemon = start()) {
      daemon.awaitReady();
      clients = plan.begin(daemon, random);
      assertEquals(0, daemon.end(), daemon.said());
    }
    for (int i = 0; i < KILLS; i++) {
      try {
        life(i, clients, plan, random);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ", kill " + i, e);
      }
    }
    tinyvol.run("check", "--deep").ok();
    try (DaemonUnderLoad daemon = start()) {
      daemon.awaitReady();
      settle(daemon, clients, plan);
      assertEquals(0, daemon.end(), daemon.said());
    }
    long steps = clients.stream().mapToLong(LoadClient::steps).sum();
    System.out.printf(
        "%d kills: %d operations, %d settled; %d collections of %d chunks%n",
        KILLS, steps, settled, collector.collections(), collector.freedChunks());
    assertTrue(settled > 0, "nothing was ever under way");
  }

  private DaemonUnderLoad start() throws IOException {
    return DaemonUnderLoad.start(store, folder.resolve("log"));
  }

  /** From a start over the repair of what the last kill cut off to the next kill. */
  private void life(int number, List<LoadClient> clients, LoadPlan plan, Random random)
      throws Exception {
    if (number % EARLY_EVERY == EARLY_EVERY - 1) {
      try (DaemonUnderLoad early = start()) {
        Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
        early.kill();
      }
    }
    if (number % CHECK_EVERY == CHECK_EVERY - 1) {
      tinyvol.run("check", "--deep").ok();
    }
    try (DaemonUnderLoad daemon = start()) {
      daemon.awaitReady();
      assertEquals(List.of(), leftovers(), "left by killed writers");
      settle(daemon, clients, plan);
      if (number % CHECK_EVERY == CHECK_EVERY / 2) {
        checkDeep(daemon);
      }
      workUntilKilled(clients, daemon, random.nextInt(LONGEST_LIFE_MILLIS));
      if (!failures.isEmpty()) {
        throw new AssertionError(failures.size() + " clients\n" + daemon.said(), failures.peek());
      }
    }
  }

  private void settle(DaemonUnderLoad daemon, List<LoadClient> clients, LoadPlan plan)
      throws IOException {
    try (WireClient wire = daemon.connect()) {
      for (LoadClient client : clients) {
        settled += client.belief().settle(wire) ? 1 : 0;
      }
      assertEquals(plan.believed(clients), Believed.listed(wire.get("/v1/volumes").json(200)));
    }
  }

  private static void checkDeep(DaemonUnderLoad daemon) throws IOException {
    try (WireClient wire = daemon.connect()) {
      var check = Fields.of("kind", "check").and("deep", true).map();
      String id = wire.ask("POST", "/v1/operations", check).json(202).text("id");
      var ended = wire.get("/v1/operations/" + id + "?wait=600").json(200);
      assertEquals("done", ended.text("state"));
      assertEquals(List.of(), ended.object("result").objects("corrupt"));
    }
  }

  private void workUntilKilled(List<LoadClient> clients, DaemonUnderLoad daemon, int millis)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (LoadClient client : clients) {
      threads.add(Thread.ofPlatform().start(() -> work(client::step, daemon)));
    }
    threads.add(Thread.ofPlatform().start(() -> work(collector::step, daemon)));
    Thread.sleep(millis);
    daemon.kill();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Does something again and again. */
  private interface Step {
    void with(WireClient wire) throws IOException;
  }

  private void work(Step step, DaemonUnderLoad daemon) {
    try (WireClient wire = daemon.connect()) {
      while (true) {
        step.with(wire);
      }
    } catch (IOException e) {
      if (!daemon.isKilled()) {
        failures.add(e); // nothing else breaks a connection
      }
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  private List<Path> leftovers() throws IOException {
    List<Path> left = new ArrayList<>();
    for (String name : List.of(".", "volumes", "cache")) {
      try (Stream<Path> files = Files.list(store.resolve(name))) {
        files.filter(file -> file.toString().endsWith(".part")).forEach(left::add);
      }
    }
    try (Stream<Path> files = Files.list(store.resolve("tmp"))) {
      files.forEach(left::add);
    }
    return left;
  }
}
