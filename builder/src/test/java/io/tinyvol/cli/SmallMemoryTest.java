package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has too little memory says so, and leaves the store as it was. */
class SmallMemoryTest {
  private static final List<String> HEAPS = List.of("4", "6", "8", "12", "16");

  @TempDir Path folder;
  private TestCommand tinyvol;
  private Path tree;
  private int failed;

  @BeforeEach
  void makeStore() throws IOException {
    tinyvol = new TestCommand(folder.resolve("store"));
    tree = Trees.makeSmall(folder.resolve("tree"), 5);
    Path image = Files.write(folder.resolve("image"), Trees.noise(new Random(1), 300_000));
    tinyvol.run("build", "kept", "--from-image", image).ok();
  }

  @Test
  void buildsWithSmallHeaps() throws Exception {
    for (String mebibytes : HEAPS) {
      build("-Xmx" + mebibytes + "m");
    }
    assertTrue(failed > 0, "all had enough");
  }

  @Test
  void buildsWithSmallBuffers() throws Exception {
    build("-XX:MaxDirectMemorySize=1m");
    assertEquals(1, failed);
  }

  private void build(String limit) throws Exception {
    ProcessBuilder process = tinyvol.process("build", "v", "--from-dir", tree);
    process.command().addAll(process.command().indexOf("-cp"), List.of(limit));
    TestCommand.Result result = TestCommand.end(process);
    if (result.exit() == 0) {
      tinyvol.run("rm", "v").ok();
    } else {
      failed++;
      assertEquals(1, result.exit(), () -> limit + ": " + result);
      assertTrue(
          result.err().matches("(?s)(.*\n)?tinyvol: out of memory: [^\n]*\n"),
          () -> limit + ": " + result);
    }
    tinyvol.run("check", "--deep").ok();
    assertEquals(1, tinyvol.run("stats", "--json").ok().number("volumes"));
    try (Stream<Path> left = Files.list(folder.resolve("store/tmp"))) {
      assertEquals(List.of(), left.toList());
    }
  }
}
