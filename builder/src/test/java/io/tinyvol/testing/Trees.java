package io.tinyvol.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Makes small trees of files, like root file systems in what matters here. */
public final class Trees {
  private Trees() {}

  /** A tree of about 12 MiB: the same for the same seed. */
  public static Path make(Path root, long seed) throws IOException {
    return make(root, seed, 120, 40);
  }

  /** The same with fewer files, of about 5 MiB. */
  public static Path makeSmall(Path root, long seed) throws IOException {
    return make(root, seed, 12, 5);
  }

  private static Path make(Path root, long seed, int libraries, int programs) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < libraries; i++) {
      write(root.resolve("usr/lib/f" + i), text(random, 1 + random.nextInt(60_000)));
    }
    for (int i = 0; i < programs; i++) {
      write(root.resolve("usr/bin/b" + i), noise(random, 1 + random.nextInt(300_000)));
    }
    write(root.resolve("var/large"), noise(random, 3_000_001));
    write(root.resolve("etc/empty"), new byte[0]);
    write(root.resolve("opt/padded"), padded(random));
    try (RandomAccessFile sparse =
        new RandomAccessFile(root.resolve("var/sparse").toFile(), "rw")) {
      sparse.setLength(5_000_000);
      sparse.seek(1_234_567);
      sparse.write(noise(random, 70_000));
    }
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    return root;
  }

  /** Adds files, as a package does that is installed on top. */
  public static void addPackage(Path root, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      write(root.resolve("usr/share/p" + seed + "/f" + i), text(random, random.nextInt(90_000)));
    }
  }

  /** Like a program's sections: data, zeros up to odd and even places, data. */
  private static byte[] padded(Random random) {
    byte[] bytes = new byte[500_000];
    for (int at = 0; at + 30_000 < bytes.length; at += 30_000 + random.nextInt(9_000)) {
      System.arraycopy(noise(random, 20_000), 0, bytes, at, 20_000);
    }
    return bytes;
  }

  /** Bytes that compress well. */
  public static byte[] text(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(1 + random.nextInt(16)));
    }
    return bytes;
  }

  /** Bytes that do not compress. */
  public static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
