package io.tinyvol.benchmarks;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.remote.RemoteService;
import io.tinyvol.service.CloneRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * How long a clone takes through a daemon until it is durable, and the whole command with a daemon
 * and without. What is compared is done in turn, so that what disturbs the machine disturbs all.
 */
public final class DaemonClones {
  private static final String SOURCE = "source";
  private static final int IMAGE_BYTES = 1 << 20;
  private static final int COMMAND_WARMUP = 2;

  private final Path launcher;
  private final Path work;
  private final Path owned;
  private final Path free;
  private int clones;

  private DaemonClones(Path launcher, Path work) {
    this.launcher = launcher;
    this.work = work;
    this.owned = work.resolve("owned");
    this.free = work.resolve("free");
  }

  /**
   * Measures.
   *
   * @param args the command's launcher, how many clones, how many commands
   */
  public static void main(String... args) throws Exception {
    int count = Integer.parseInt(args[1]);
    int commands = Integer.parseInt(args[2]);
    try (Scratch scratch = Scratch.make()) {
      DaemonClones benchmark = new DaemonClones(Path.of(args[0]), scratch.path());
      benchmark.makeStores();
      Process daemon = benchmark.startDaemon();
      try {
        System.out.printf("%-28s %8s %8s%n", "milliseconds", "median", "p99");
        benchmark.measureClones(count);
        benchmark.measureCommands(commands);
      } finally {
        daemon.destroy();
        daemon.waitFor();
      }
    }
  }

  private void makeStores() throws Exception {
    byte[] image = new byte[IMAGE_BYTES];
    new Random(1).nextBytes(image);
    Path file = Files.write(work.resolve("image"), image);
    for (Path store : List.of(owned, free)) {
      run("build", SOURCE, "--from-image", file.toString(), "--store", store.toString());
    }
  }

  private Process startDaemon() throws Exception {
    Process daemon =
        command("daemon", "--store", owned.toString())
            .redirectError(work.resolve("log").toFile())
            .start();
    while (!Files.exists(new StoreFolder(owned).apiSocket())) {
      if (!daemon.isAlive()) {
        throw new IOException(Files.readString(work.resolve("log")));
      }
      Thread.sleep(50);
    }
    return daemon;
  }

  /** After a quarter as many to warm up. */
  private void measureClones(int count) throws Exception {
    Quantiles kept = new Quantiles();
    Quantiles fresh = new Quantiles();
    Quantiles bare = new Quantiles();
    Path folder = Files.createDirectory(work.resolve("bare"));
    try (RemoteService service = connect()) {
      clone(service);
      byte[] head = Files.readAllBytes(new StoreFolder(owned).volumes().resolve("clone0"));
      for (int i = -count / 4; i < count; i++) {
        if (i == 0) {
          List.of(kept, fresh, bare).forEach(Quantiles::clear);
        }
        String name = "bare" + i;
        kept.time(() -> clone(service));
        bare.time(() -> BareFiles.publish(folder, name, head));
        fresh.time(this::cloneAnew);
      }
    }
    kept.print("clone, connection kept");
    fresh.print("clone, a new connection");
    bare.print("bare write and rename");
  }

  private RemoteService connect() throws IOException {
    return RemoteService.find(new StoreFolder(owned))
        .orElseThrow(() -> new IOException("the daemon has gone"));
  }

  private void cloneAnew() throws IOException {
    try (RemoteService service = connect()) {
      clone(service);
    }
  }

  private void clone(RemoteService service) throws IOException {
    service.clone(new CloneRequest(SOURCE, "clone" + clones++, UUID.randomUUID()));
  }

  private void measureCommands(int count) throws Exception {
    Quantiles with = new Quantiles();
    Quantiles without = new Quantiles();
    for (int i = -COMMAND_WARMUP; i < count; i++) {
      if (i == 0) {
        List.of(with, without).forEach(Quantiles::clear);
      }
      String name = "command" + i;
      with.time(() -> run("clone", SOURCE, name, "--store", owned.toString()));
      without.time(() -> run("clone", SOURCE, name, "--store", free.toString()));
    }
    with.print("command, with a daemon");
    without.print("command, without");
  }

  private void run(String... args) throws IOException, InterruptedException {
    Process process = command(args).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(Arrays.toString(args) + ": " + said);
    }
  }

  private ProcessBuilder command(String... args) {
    List<String> line = new ArrayList<>();
    line.add(launcher.toString());
    line.addAll(Arrays.asList(args));
    return new ProcessBuilder(line);
  }
}
