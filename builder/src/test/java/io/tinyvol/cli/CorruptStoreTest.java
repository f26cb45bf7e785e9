package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage is found, named, and never handed out. */
class CorruptStoreTest {
  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;

  @BeforeEach
  void makeVolumes() throws Exception {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    byte[] bytes = Trees.noise(new Random(1), 3 << 20);
    tinyvol.run("build", "a", "--from-image", Files.write(folder.resolve("a"), bytes)).ok();
    tinyvol.run("clone", "a", "b").ok();
    bytes = Trees.noise(new Random(2), 3 << 20);
    tinyvol.run("build", "c", "--from-image", Files.write(folder.resolve("c"), bytes)).ok();
  }

  @Test
  void damagedChunk() throws IOException {
    // The first blob file holds the first build's chunks.
    flip(filesBelow("chunks", ".blob").getFirst(), 1 << 20);
    TestCommand.Result shallow = tinyvol.run("check");
    assertEquals(0, shallow.exit(), shallow.err());
    TestCommand.Result deep = tinyvol.run("check", "--deep", "--json");
    assertEquals(ExitCode.CORRUPT.code(), deep.exit());
    assertTrue(deep.out().replaceAll("\\s", "").contains("[\"a\",\"b\"]"), deep.out());
    assertFalse(deep.out().contains("\"c\""), deep.out());
    Path copy = folder.resolve("copy");
    TestCommand.Result export = tinyvol.run("export", "a", copy);
    assertEquals(ExitCode.CORRUPT.code(), export.exit(), export.err());
    assertFalse(Files.exists(copy));
    assertEquals(1, export.err().lines().count(), export.err());
    tinyvol.run("export", "c", copy).ok();
  }

  @Test
  void damagedHead() throws IOException {
    flip(store.resolve("volumes/b"), 60);
    TestCommand.Result check = tinyvol.run("check", "--json");
    assertEquals(ExitCode.CORRUPT.code(), check.exit());
    assertTrue(check.out().contains("head of b"), check.out());
    TestCommand.Result list = tinyvol.run("ls", "--json");
    assertEquals(ExitCode.CORRUPT.code(), list.exit());
    assertTrue(list.out().contains("\"a\"") && list.out().contains("\"c\""), list.out());
    assertEquals(ExitCode.CORRUPT.code(), tinyvol.run("info", "b").exit());
    tinyvol.run("rm", "b").ok();
    tinyvol.run("check").ok();
  }

  @Test
  void damagedConfiguration() throws IOException {
    flip(store.resolve("store"), 30);
    assertEquals(ExitCode.CORRUPT.code(), tinyvol.run("ls").exit());
    TestCommand.Result check = tinyvol.run("check", "--json");
    assertEquals(ExitCode.CORRUPT.code(), check.exit());
    assertTrue(check.out().replaceAll("\\s", "").contains("[\"a\",\"b\",\"c\"]"), check.out());
  }

  @Test
  void missingDatabaseFile() throws IOException {
    Files.delete(filesBelow("chunks", ".blob").getFirst());
    TestCommand.Result check = tinyvol.run("check", "--json");
    assertEquals(ExitCode.CORRUPT.code(), check.exit(), check.err());
    assertTrue(check.out().contains("\"a\""), check.out());
  }

  private List<Path> filesBelow(String below, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(below))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static void flip(Path path, long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      int value = file.read();
      file.seek(offset);
      file.write(value ^ 4);
    }
  }
}
