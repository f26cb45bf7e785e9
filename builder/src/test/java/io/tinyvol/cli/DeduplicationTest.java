package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files give the same chunks, whatever they lie in. */
class DeduplicationTest {
  /** What these file systems' bitmaps, tables and maps take at most; the content is 12 MB. */
  private static final long METADATA_BYTES = 800_000;

  @TempDir Path folder;
  private TestCommand tinyvol;
  private Path tree;

  @BeforeEach
  void makeStore() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    tree = Trees.make(folder.resolve("tree"), 2);
    TestCommand.Result first = tinyvol.run("build", "dir", "--from-dir", tree, "--json").ok();
    assertTrue(first.number("newBytes") > 8_000_000, first.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024",
        "-t ext4 -b 2048",
        "-t ext4 -b 65536",
        "-t ext3 -b 4096",
        "-t ext2 -b 1024",
        "-t ext4 -O ^flex_bg -g 2048 -b 4096",
      })
  void folderAndImage(String options) throws Exception {
    Path image = folder.resolve("image");
    Mke2fs.make(image, tree, "80M", options);
    TestCommand.Result built = tinyvol.run("build", "image", "--from-image", image, "--json").ok();
    assertEquals("", built.err());
    assertTrue(built.number("newBytes") < METADATA_BYTES, built.out());
  }

  @Test
  void packageOnTop() throws Exception {
    Trees.addPackage(tree, 77);
    TestCommand.Result built = tinyvol.run("build", "more", "--from-dir", tree, "--json").ok();
    assertTrue(built.number("newBytes") < METADATA_BYTES + 20 * 90_000, built.out());
  }

  @Test
  void sameFolderGivesSameRoot() {
    TestCommand.Result again = tinyvol.run("build", "again", "--from-dir", tree, "--json").ok();
    assertTrue(again.number("newBytes") < METADATA_BYTES, again.out());
    assertEquals(
        tinyvol.run("info", "dir", "--json").ok().number("virtualBytes"),
        again.number("virtualBytes"));
  }

  @Test
  void statsAndUsageAgreeWithBuilds() {
    tinyvol.run("clone", "dir", "twin").ok();
    TestCommand.Result stats = tinyvol.run("stats", "--json").ok();
    assertEquals(2, stats.number("volumes"));
    assertTrue(stats.fraction("dedupRatio") >= 2, stats.out());
    TestCommand.Result one = tinyvol.run("usage", "dir", "--json").ok();
    assertEquals(0, one.number("freedIfDeletedBytes"));
    TestCommand.Result both = tinyvol.run("usage", "dir", "twin", "--json").ok();
    assertEquals(stats.number("storedBytes"), both.number("freedIfDeletedBytes"));
    tinyvol.run("rm", "twin").ok();
    TestCommand.Result alone = tinyvol.run("info", "dir", "--json").ok();
    assertEquals(stats.number("storedBytes"), alone.number("exclusiveBytes"));
    assertEquals(0, alone.number("sharedBytes"));
  }
}
