package io.tinyvol.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What the JVM's ahead-of-time cache is made of: the commands, run once each in one process, on
 * input that is long enough for the profiles of the loops that matter.
 */
final class Training {
  private static final int FILES = 24;
  private static final int FILE_BYTES = 1 << 20;

  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path image = image(folder);
    String store = folder.resolve("store").toString();
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
    if (hasMke2fs()) {
      Path tree = tree(folder);
      run("build", "d", "--from-dir", tree.toString(), "--store", store);
      run("build", "e", "--from-dir", tree.resolve("d1").toString(), "--store", store);
      run("diff", "d", "e", "--store", store);
    }
  }

  /** What it makes is not in the cache where it is missing, and is read from the jar then. */
  private static boolean hasMke2fs() {
    return Stream.of("/usr/sbin", "/sbin").anyMatch(p -> Files.exists(Path.of(p, "mke2fs")));
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
