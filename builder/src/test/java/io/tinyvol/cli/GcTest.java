package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.TestContent;
import io.tinyvol.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gc} frees, and what it leaves alone. */
class GcTest {
  private static final int FILES = 24;

  @TempDir Path folder;
  private TestCommand tinyvol;

  @BeforeEach
  void init() {
    tinyvol = new TestCommand(folder.resolve("store"));
  }

  /** A folder with some of many files, each of a megabyte that does not compress. */
  private Path tree(String name, int... numbers) throws IOException {
    Path tree = Files.createDirectories(folder.resolve(name));
    for (int number : numbers) {
      Files.write(tree.resolve("file-" + number), TestContent.random(new Random(number), 1 << 20));
    }
    return tree;
  }

  private long storeBytes(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store.resolve("chunks"))) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** As stats tells it, which is what the database's files take. */
  private long contentOnDisk() throws Exception {
    long said = tinyvol.run("stats", "--json").ok().number("contentDiskBytes");
    String blocks =
        "find \"$0\" \\( -name '*.blob' -o -name '*.sst' \\) -printf '%b\\n'"
            + " | awk '{ blocks += $1 } END { print 512 * blocks }'";
    String total = Commands.run("sh", "-c", blocks, folder.resolve("store/chunks").toString());
    long files = Long.parseLong(total.strip());
    assertTrue(said >= files && said < files + (1 << 20), said + " and not " + files);
    return said;
  }

  @Test
  void whatIsRemovedGoesAndWhatIsSharedStays() throws Exception {
    tinyvol.run("build", "a", "--from-dir", tree("a", 1, 2, 3)).ok();
    tinyvol.run("build", "b", "--from-dir", tree("b", 2, 3, 4)).ok();
    tinyvol.run("clone", "a", "c").ok();
    assertEquals(0, tinyvol.run("gc", "--dry-run", "--json").ok().number("freedBytes"));
    tinyvol.run("rm", "a").ok();
    assertEquals(0, tinyvol.run("gc", "--json").ok().number("freedBytes"), "the clone has it");
    tinyvol.run("rm", "c").ok();
    long would = tinyvol.run("gc", "--dry-run", "--json").ok().number("freedBytes");
    assertTrue(would > 1 << 20 && would < 2 << 20, "one file and metadata: " + would);
    assertEquals(would, tinyvol.run("gc", "--dry-run", "--json").ok().number("freedBytes"));
    assertEquals(would, tinyvol.run("gc", "--json").ok().number("freedBytes"));
    assertEquals(0, tinyvol.run("gc", "--json").ok().number("freedBytes"));
    tinyvol.run("check", "--deep").ok();
    tinyvol.run("build", "a", "--from-dir", folder.resolve("a")).ok();
    tinyvol.run("check", "--deep").ok();
    tinyvol.run("rm", "a", "b").ok();
    assertTrue(contentOnDisk() > 4 << 20);
    String said = tinyvol.run("gc").ok().out();
    assertTrue(said.startsWith("freed 4"), said);
    assertTrue(contentOnDisk() < 1 << 20, "blob files go");
    assertEquals(0, tinyvol.run("gc", "--json").ok().number("liveChunks"));
  }

  @Test
  void earlierRevisionsAreKept() throws Exception {
    tinyvol.run("build", "v", "--from-dir", tree("one", 1)).ok();
    tinyvol.run("build", "v", "--replace", "--from-dir", tree("two", 2)).ok();
    assertEquals(0, tinyvol.run("gc", "--json").ok().number("freedBytes"));
    tinyvol.run("revert", "v").ok();
    tinyvol.run("check", "--deep").ok();
    tinyvol.run("snapshot", "v", "--keep", "1").ok();
    assertTrue(tinyvol.run("gc", "--json").ok().number("freedBytes") > 1 << 20);
    tinyvol.run("check", "--deep").ok();
  }

  /** Files of removed volumes lie among those of others, so that files of the store are mixed. */
  @Test
  void theStoreIsAsSmallAsOneThatNeverHadTheRest() throws Exception {
    Random random = new Random(1);
    List<String> removed = new ArrayList<>();
    TestCommand other = new TestCommand(folder.resolve("other"));
    for (int i = 0; i < 8; i++) {
      int[] numbers = random.ints(6, 0, FILES).map(n -> n / 2 * 2).toArray();
      boolean goes = i % 2 == 0;
      if (goes) {
        numbers = random.ints(6, 0, FILES).map(n -> n | 1).toArray();
      }
      Path tree = tree("tree-" + i, numbers);
      tinyvol.run("build", "v" + i, "--from-dir", tree, "--no-cache").ok();
      if (goes) {
        removed.add("v" + i);
      } else {
        other.run("build", "v" + i, "--from-dir", tree, "--no-cache").ok();
      }
    }
    List<Object> rm = new ArrayList<>(List.of("rm"));
    rm.addAll(removed);
    tinyvol.run(rm.toArray()).ok();
    long before = storeBytes(folder.resolve("store"));
    long reclaimed = tinyvol.run("gc", "--json").ok().number("reclaimedBytes");
    long after = storeBytes(folder.resolve("store"));
    long fresh = storeBytes(folder.resolve("other"));
    assertTrue(after < 1.1 * fresh, before + " -> " + after + ", and a fresh one " + fresh);
    assertTrue(before - after > reclaimed * 9 / 10, reclaimed + " of " + before + " - " + after);
    tinyvol.run("check", "--deep").ok();
  }

  @Test
  void nothingIsRemovedWhereItIsNotKnownWhatIsUsed() throws Exception {
    tinyvol.run("build", "a", "--from-dir", tree("a", 1)).ok();
    tinyvol.run("build", "b", "--from-dir", tree("b", 2)).ok();
    tinyvol.run("rm", "a").ok();
    Path head = folder.resolve("store/volumes/b");
    byte[] bytes = Files.readAllBytes(head);
    bytes[30] ^= 1;
    Files.write(head, bytes);
    TestCommand.Result refused = tinyvol.run("gc");
    assertEquals(5, refused.exit());
    assertTrue(refused.err().contains("volumes/b"), refused.err());
    bytes[30] ^= 1;
    Files.write(head, bytes);
    assertTrue(tinyvol.run("gc", "--json").ok().number("freedChunks") >= 16);
    tinyvol.run("check", "--deep").ok();
  }
}
