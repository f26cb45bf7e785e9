package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done ends with one line, the documented exit code, and the store as it was. */
class BadInputTest {
  @TempDir Path folder;
  private TestCommand tinyvol;
  private Path image;

  @BeforeEach
  void makeVolume() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    image = Files.write(folder.resolve("image"), Trees.noise(new Random(1), 300_000));
    tinyvol.run("build", "v", "--from-image", image).ok();
  }

  private void fails(ExitCode code, String says, Object... args) {
    String before = tinyvol.run("ls", "--json").ok().out();
    TestCommand.Result result = tinyvol.run(args);
    assertEquals(code.code(), result.exit(), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("tinyvol: "), result.err());
    assertTrue(result.err().contains(says), result.err());
    assertEquals("", result.out());
    assertEquals(before, tinyvol.run("ls", "--json").ok().out());
  }

  @Test
  void sources() throws Exception {
    fails(ExitCode.NOT_FOUND, "no such file", "build", "w", "--from-image", folder.resolve("no"));
    fails(ExitCode.NOT_FOUND, "no such file", "build", "w", "--from-dir", folder.resolve("no"));
    fails(ExitCode.USAGE, "use --from-dir", "build", "w", "--from-image", folder);
    fails(ExitCode.USAGE, "use --from-image", "build", "w", "--from-dir", image);
    fails(ExitCode.USAGE, "neither an image", "build", "w", "--from-image", "/dev/null");
    fails(ExitCode.USAGE, "--from-", "build", "w");
    fails(ExitCode.USAGE, "--from-", "build", "w", "--from-image", image, "--from-dir", folder);
  }

  @Test
  void names() {
    fails(ExitCode.EXISTS, "exists already", "build", "v", "--from-image", image);
    fails(ExitCode.EXISTS, "exists already", "clone", "v", "v");
    for (String name : new String[] {".x", "a/b", "-", "ü", "a".repeat(129), "a b", ""}) {
      fails(ExitCode.USAGE, "not a volume name", "clone", "v", name);
    }
    for (String command : new String[] {"info", "rm", "usage"}) {
      fails(ExitCode.NOT_FOUND, "no such volume", command, "w");
    }
    fails(ExitCode.NOT_FOUND, "w: no such volume", "rm", "v", "w");
    fails(ExitCode.NOT_FOUND, "no such volume", "clone", "w", "x");
    fails(ExitCode.NOT_FOUND, "no such volume", "diff", "v", "w");
    fails(ExitCode.NOT_FOUND, "no such volume", "export", "w", folder.resolve("out"));
    assertFalse(Files.exists(folder.resolve("out")));
    fails(ExitCode.NOT_FOUND, "no/where: no such", "export", "v", folder.resolve("no/where/out"));
    fails(ExitCode.USAGE, "is a folder", "export", "v", folder);
  }

  @Test
  void sizes() throws Exception {
    fails(
        ExitCode.USAGE, "needs 300000 bytes", "build", "w", "--from-image", image, "--size", "64K");
    fails(ExitCode.USAGE, "not a size", "build", "w", "--from-image", image, "--size", "x");
    fails(ExitCode.USAGE, "not a size", "build", "w", "--from-image", image, "--size", "9999999P");
    Path tree = Trees.make(folder.resolve("tree"), 1);
    fails(ExitCode.USAGE, "tree needs 13", "build", "w", "--from-dir", tree, "--size", "8M");
    fails(ExitCode.USAGE, "too small", "build", "w", "--from-dir", tree, "--size", "1K");
    assertArrayEquals(new String[0], folder.resolve("store/tmp").toFile().list());
  }

  @Test
  void options() {
    fails(ExitCode.USAGE, "Unknown option", "ls", "--nope");
    fails(ExitCode.USAGE, "Unmatched argument", "nope");
    fails(ExitCode.USAGE, "no such target", "materialize", "v", "--to", "zvol:x");
    fails(ExitCode.USAGE, "--to", "materialize", "v");
    fails(ExitCode.EXISTS, "exists already", "materialize", "v", "--to", "file:" + image);
    fails(ExitCode.EXISTS, "is a store already", "init");
    TestCommand other = new TestCommand(folder.resolve("other"));
    for (String[] wrong :
        new String[][] {
          {"--hash", "md5"},
          {"--compression", "zstd:99"},
          {"--compression", "gzip"},
          {"--max-chunk", "5000"},
          {"--max-chunk", "2M"}
        }) {
      TestCommand.Result result = other.run("init", wrong[0], wrong[1]);
      assertEquals(ExitCode.USAGE.code(), result.exit(), result.err());
    }
  }

  @Test
  void storesThatAreNone() throws Exception {
    TestCommand onFile = new TestCommand(image);
    TestCommand.Result result = onFile.run("ls");
    assertEquals(ExitCode.FAILED.code(), result.exit(), result.err());
    assertTrue(result.err().contains("not a folder"), result.err());
    TestCommand elsewhere = new TestCommand(folder);
    assertEquals(ExitCode.EXISTS.code(), elsewhere.run("init").exit());
    assertTrue(Files.exists(image));
  }

  @Test
  void newerStoreIsRefused() throws Exception {
    Path config = folder.resolve("store/store");
    byte[] bytes = Files.readAllBytes(config);
    bytes[4] = 9;
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    java.nio.ByteBuffer.wrap(bytes)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(bytes.length - 4, (int) crc.getValue());
    Files.write(config, bytes);
    TestCommand.Result result = tinyvol.run("ls");
    assertEquals(ExitCode.FAILED.code(), result.exit());
    assertTrue(result.err().contains("use a newer tinyvol"), result.err());
    assertEquals(1, result.err().lines().count());
  }

  @Test
  void heldStoreNamesItsHolder() throws Exception {
    // A build of much data holds the store for a while.
    Path large = folder.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      for (int i = 0; i < 400; i++) {
        file.write(Trees.noise(new Random(i), 1 << 20));
      }
    }
    Process holder = tinyvol.start("build", "large", "--from-image", large.toString());
    try {
      String lock = "";
      for (int i = 0; i < 500 && !lock.contains("pid " + holder.pid()); i++) {
        Thread.sleep(10);
        lock = Files.readString(folder.resolve("store/lock"));
      }
      TestCommand.Result result = tinyvol.run("ls", "--wait", "0");
      assertEquals(ExitCode.HELD.code(), result.exit(), result.err());
      assertTrue(result.err().contains("pid " + holder.pid()), result.err());
      assertTrue(result.err().contains("tinyvol build"), result.err());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    tinyvol.run("ls", "--wait", "0").ok(); // a dead process holds nothing
  }

  @Test
  void hostileImagesFallBackOrAreRefused() throws Exception {
    Path tree = Trees.make(folder.resolve("tree"), 1);
    Path good = folder.resolve("good");
    Mke2fs.make(good, tree, "32M", "-t ext4");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] bytes = Files.readAllBytes(good);
    for (int i = 0; i < 25; i++) {
      byte[] broken = bytes.clone();
      for (int j = 0; j < 300; j++) {
        broken[random.nextInt(1 << 20)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(broken.length) : broken.length;
      Path bad = folder.resolve("bad");
      try (RandomAccessFile file = new RandomAccessFile(bad.toFile(), "rw")) {
        file.setLength(0);
        file.write(broken, 0, length);
      }
      TestCommand.Result built =
          tinyvol.run("build", "bad", "--replace", "--from-image", bad, "--json");
      assertEquals(0, built.exit(), "seed " + seed + ": " + built.err());
      Path copy = folder.resolve("copy");
      tinyvol.run("export", "bad", copy).ok();
      assertEquals(-1, Files.mismatch(bad, copy), "seed " + seed);
    }
  }
}
