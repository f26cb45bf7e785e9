package io.tinyvol.daemon;

import io.tinyvol.testing.GuestWork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What runs in a guest until its plug is pulled: a daemon, clients that work with volumes and say
 * when something is done; beside them unused content is removed all the time. What they do follows
 * from a seed and from the volumes that they find, so that whoever knows both knows it, too. Of a
 * client that works alone nobody else brings to the disk what it was told is there.
 */
final class GuestLoad {
  static final int CLIENTS = 4;
  static final int PERCENT_BUILDS = 40;

  /** What is said before the store is opened. */
  static final String BEGIN = "the store is opened";

  private static final String COLLECTED = "collected-";
  private static final Pattern DONE = Pattern.compile("c(\\d)-has-done-(\\d+)");
  private static final PrintStream CONSOLE = System.out;

  private GuestLoad() {}

  /** The program for a guest with a store on its disk. */
  static List<String> program(long seed, int working) {
    String store = GuestWork.DISK.resolve("store").toString();
    return List.of(
        GuestLoad.class.getName(), store, Long.toString(seed), Integer.toString(working));
  }

  /** How much each client has done, by what was said. */
  static long[] done(String console) {
    long[] done = new long[CLIENTS];
    for (MatchResult said : DONE.matcher(console).results().toList()) {
      int client = Integer.parseInt(said.group(1));
      done[client] = Math.max(done[client], Long.parseLong(said.group(2)));
    }
    return done;
  }

  /** How often unused content was removed, by what was said. */
  static long collections(String console) {
    return Pattern.compile(COLLECTED).matcher(console).results().count();
  }

  /**
   * Takes the store, the seed, and how many of the clients work; beside one alone nothing is
   * removed.
   */
  public static void main(String... args) throws Exception {
    CONSOLE.println(BEGIN);
    int working = Integer.parseInt(args[2]);
    try (TestDaemon daemon = TestDaemon.start(Path.of(args[0]))) {
      Path socket = daemon.store().resolve("daemon.sock");
      List<LoadThreads.Step> steps = new ArrayList<>();
      for (LoadClient client : clients(socket, Long.parseLong(args[1])).subList(0, working)) {
        steps.add(wire -> step(client, wire));
      }
      if (working > 1) {
        LoadUpkeep upkeep = new LoadUpkeep();
        steps.add(wire -> collect(upkeep, wire));
      }
      List<Thread> threads = new ArrayList<>();
      steps.forEach(step -> threads.add(Thread.ofPlatform().start(() -> work(step, socket))));
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static List<LoadClient> clients(Path socket, long seed) throws IOException {
    try (WireClient wire = WireClient.connect(socket)) {
      SortedMap<String, Believed> volumes = Believed.listed(wire.get("/v1/volumes").json(200));
      Contents contents = new Contents();
      for (String name : volumes.keySet()) {
        byte[] bytes = wire.get("/v1/volumes/" + name + "/content").bytes(200);
        contents.isImage(volumes.get(name).uuid(), bytes);
      }
      return LoadPlan.of(volumes, contents, CLIENTS, PERCENT_BUILDS).resume(volumes, seed);
    }
  }

  /** The line is out before this returns. */
  private static void step(LoadClient client, WireClient wire) throws IOException {
    client.step(wire);
    CONSOLE.println(client.id() + "-has-done-" + client.steps());
  }

  private static void collect(LoadUpkeep upkeep, WireClient wire) throws IOException {
    upkeep.collect(wire);
    CONSOLE.println(COLLECTED + upkeep.collections());
  }

  private static void work(LoadThreads.Step step, Path socket) {
    try (WireClient wire = WireClient.connect(socket)) {
      while (true) {
        step.with(wire);
      }
    } catch (Throwable t) {
      t.printStackTrace(CONSOLE);
      Runtime.getRuntime().halt(1);
    }
  }
}
