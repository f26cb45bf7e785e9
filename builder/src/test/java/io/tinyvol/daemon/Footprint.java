package io.tinyvol.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a daemon in this process has for its clients: sockets, pipes, the files that they handed in,
 * and threads.
 */
final class Footprint {
  private static final int STEADY = 5;

  private final Path folder;
  private final Map<String, Integer> openFiles;
  private final long threads;

  private Footprint(Path folder, Map<String, Integer> openFiles, long threads) {
    this.folder = folder;
    this.openFiles = openFiles;
    this.threads = threads;
  }

  /**
   * What there is, once it stays as it is.
   *
   * @param folder the test's, where its files are
   */
  static Footprint settled(Path folder) throws Exception {
    Map<String, Integer> openFiles = openFiles(folder);
    for (int same = 0; same < STEADY; same++) {
      Thread.sleep(20);
      Map<String, Integer> now = openFiles(folder);
      if (!now.equals(openFiles)) {
        same = 0;
        openFiles = now;
      }
    }
    return new Footprint(folder, openFiles, threads());
  }

  /** How often each file is open; the sockets together, and the pipes. */
  private static Map<String, Integer> openFiles(Path folder) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        String target = target(file);
        // The database opens and closes its files as it likes.
        boolean isOurs = target.startsWith(folder.toString()) && !target.contains("/chunks");
        if (isOurs || target.matches("(socket|pipe):.*")) {
          counts.merge(target.replaceFirst(":.*", ""), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static String target(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException e) {
      return ""; // the one that listed the folder, or another that was closed meanwhile
    }
  }

  /** Those that a client has to itself. All others are of pools, which are bounded. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("descriptors"))
        .count();
  }

  /** Waits until there is no more than there was. */
  void awaitReturn() throws Exception {
    TestDaemon.await("the open files of before", () -> openFiles(folder).equals(openFiles));
    TestDaemon.await("as few threads as before", () -> threads() <= threads);
  }
}
