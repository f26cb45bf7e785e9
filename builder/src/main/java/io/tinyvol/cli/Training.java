package io.tinyvol.cli;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.daemon.Daemon;
import io.tinyvol.daemon.DaemonLog;
import io.tinyvol.daemon.DaemonOptions;
import io.tinyvol.daemon.UpkeepOptions;
import io.tinyvol.remote.RemoteService;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What the JVM's ahead-of-time caches are made of, one for commands and one for daemons, for each
 * start loads all of its cache: what they do, once each in one process, on input that is long
 * enough for the profiles of the loops that matter.
 *
 * <p>Arguments: {@code daemon FOLDER}, or {@code commands FOLDER TREE DAEMON...}: a folder to work
 * in, a tree to build from whose files are older than some seconds, the command that is a daemon.
 */
final class Training {
  private static final int FILES = 24;
  private static final int FILE_BYTES = 1 << 20;
  private static final int PATIENCE_SECONDS = 60;

  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    Path image = image(folder);
    Path store = folder.resolve("store");
    if (args[0].equals("daemon")) {
      trainDaemon(store, image, folder);
      return;
    }
    trainCommands(store, image, folder, args[2]);
    List<String> daemon = List.of(args).subList(3, args.length);
    Process process = new ProcessBuilder(daemon).inheritIO().start();
    try {
      await(process, new StoreFolder(store));
      askDaemon(store.toString(), image, folder);
    } finally {
      process.destroy();
      process.onExit().join();
    }
  }

  private static void await(Process process, StoreFolder store) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      Optional<RemoteService> found = RemoteService.find(store);
      found.ifPresent(RemoteService::close);
      if (found.isPresent()) {
        return;
      }
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the daemon does not answer");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
    }
  }

  private static void trainCommands(Path path, Path image, Path folder, String sources)
      throws IOException {
    String store = path.toString();
    run("ls", "--store", store);
    run("build", "a", "--from-image", image.toString(), "--store", store);
    run("build", "b", "--from-image", image.toString(), "--store", store, "--json");
    run("clone", "a", "c", "--store", store);
    run("ls", "--store", store, "--json");
    run("info", "a", "--store", store);
    run("stats", "--store", store);
    run("usage", "a", "--store", store);
    run("diff", "a", "b", "--store", store);
    run("export", "a", folder.resolve("copy").toString(), "--store", store);
    run("check", "--deep", "--store", store);
    run("rm", "c", "--store", store);
    write(path, "b");
    askHistory("b", store);
    String tree = tree(folder).toString();
    run("build", "d", "--from-dir", tree, "--store", store);
    // Of these the second build takes what the cache has: they are older than some seconds.
    run("build", "e", "--from-dir", sources, "--store", store);
    run("build", "e", "--from-dir", sources, "--store", store, "--replace");
    run("diff", "d", "e", "--store", store);
    Path tar = folder.resolve("tar");
    if (makeTar(tar, folder)) {
      run("build", "f", "--from-tar", tar.toString(), "--store", store);
    }
  }

  private static void write(Path path, String volume) throws IOException {
    try (VolumeStore store = VolumeStore.open(path, "training");
        VolumeHold hold = store.catalog().take(volume, "training", true);
        BlockDevice device = store.devices().open(hold)) {
      device.write(0, ByteBuffer.wrap(new byte[FILE_BYTES / 2 + 1]));
    }
  }

  private static void askHistory(String volume, String store) {
    run("snapshot", volume, "--store", store);
    run("revisions", volume, "--store", store);
    run("commit", volume, "--store", store);
    run("revert", volume, "1", "--store", store);
  }

  private static void trainDaemon(Path store, Path image, Path folder) throws IOException {
    run("daemon", "--help");
    DaemonLog.configure(false, false);
    DaemonOptions options =
        new DaemonOptions(
            Optional.empty(), Duration.ofSeconds(1), UpkeepOptions.NONE, Version.text());
    VolumeStore owned = VolumeStore.open(store, "tinyvol daemon");
    try (Daemon _ = Daemon.start(owned, options, InstantSource.system())) {
      askDaemon(store.toString(), image, folder);
    }
  }

  private static void askDaemon(String store, Path image, Path folder) throws IOException {
    run("ls", "--store", store);
    run("build", "g", "--from-image", image.toString(), "--store", store);
    run("clone", "g", "h", "--store", store, "--json");
    run("label", "h", "k=v", "--store", store);
    run("ls", "--store", store, "--json");
    run("info", "h", "--store", store);
    run("stats", "--store", store);
    run("export", "h", folder.resolve("copy").toString(), "--store", store);
    askHistory("h", store);
    run("status", "--store", store);
    run("rename", "h", "i", "--store", store);
    run("rm", "i", "--store", store);
  }

  /** Without a tar, what reads it is not in the cache, and is loaded from the jar then. */
  private static boolean makeTar(Path tar, Path folder) throws IOException {
    try {
      return new ProcessBuilder("tar", "-czf", tar.toString(), "-C", folder.toString(), "tree")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private static Path tree(Path folder) throws IOException {
    Path tree = folder.resolve("tree");
    for (int i = 0; i < FILES; i++) {
      Path file = tree.resolve("d" + i).resolve("f");
      Files.createDirectories(file.resolveSibling("e"));
      Files.write(file, new byte[] {1});
    }
    return tree;
  }

  private static Path image(Path folder) throws IOException {
    Path image = folder.resolve("image");
    byte[] bytes = new byte[FILES * FILE_BYTES];
    Random random = new Random(1);
    for (int at = 0; at < bytes.length; at++) {
      // Text-like, so that it compresses as content does.
      bytes[at] = (byte) ('a' + (random.nextInt() >>> 29) * (at >>> 4 & 3));
    }
    return Files.write(image, bytes);
  }

  private static void run(String... args) {
    int exit = Main.run(args);
    if (exit != 0) {
      throw new IllegalStateException(String.join(" ", args) + " exits " + exit);
    }
  }
}
