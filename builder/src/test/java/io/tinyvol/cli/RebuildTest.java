package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.ChangedTree;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Scripts;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.VolumeOracle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Building a folder again: the name keeps its identity, and what is remembered of files never makes
 * a volume that differs from one which was read anew.
 */
class RebuildTest {
  private static final int TESTS = 6;

  /** Trees that are alike, one for each test: all have to become old enough to be remembered. */
  private static final Deque<Path> TREES = new ArrayDeque<>();

  @TempDir static Path shared;

  @TempDir Path folder;
  private TestCommand tinyvol;
  private Path tree;

  @BeforeAll
  static void makeTrees() throws Exception {
    Path first = Trees.make(shared.resolve("tree"), 3);
    TREES.add(first);
    for (int i = 1; i < TESTS; i++) {
      TREES.add(shared.resolve("tree" + i));
      Commands.run("cp", "-a", first.toString(), TREES.getLast().toString());
    }
    settle();
  }

  @BeforeEach
  void makeStore() {
    tinyvol = new TestCommand(folder.resolve("store"));
    tree = TREES.removeFirst();
  }

  /** Files that were changed a moment ago are not remembered, because they might change again. */
  private static void settle() throws InterruptedException {
    Thread.sleep(3100);
  }

  private TestCommand.Result build(Object... more) {
    List<Object> line = new ArrayList<>(List.of("build", "v", "--replace", "--json"));
    line.addAll(List.of("--from-dir", tree));
    line.addAll(List.of(more));
    return tinyvol.run(line.toArray()).ok();
  }

  private String root(Object... more) {
    return build(more).text("root");
  }

  /** The root that one gets who remembers nothing and shares nothing. */
  private String fresh() throws IOException, InterruptedException {
    Path store = folder.resolve("fresh-store");
    String[] line = {"build", "v", "--json", "--no-cache", "--from-dir", tree.toString()};
    String root = new TestCommand(store).run((Object[]) line).ok().text("root");
    Commands.run("rm", "-r", store.toString());
    return root;
  }

  private List<Path> caches() throws IOException {
    try (var files = Files.list(folder.resolve("store/cache"))) {
      return files.toList();
    }
  }

  @Test
  void keepsIdentityAndCountsRevisions() throws Exception {
    String first = root();
    TestCommand.Result before = tinyvol.run("info", "v", "--json").ok();
    assertEquals(first, root(), "same content");
    TestCommand.Result same = tinyvol.run("info", "v", "--json").ok();
    assertEquals(before.number("revision"), same.number("revision"));
    Files.writeString(tree.resolve("etc/added"), "added");
    assertNotEquals(first, root());
    TestCommand.Result after = tinyvol.run("info", "v", "--json").ok();
    assertEquals(before.text("uuid"), after.text("uuid"));
    assertEquals(before.number("revision") + 1, after.number("revision"));
  }

  @Test
  void changesAreNoticed() throws Exception {
    String first = root();
    assertEquals(1, caches().size());
    assertEquals(first, root("--no-cache"));
    // The same size and time; the time of the change of the inode is all that tells.
    ChangedTree.poke(tree, "usr/lib/f3", 0);
    String poked = root();
    assertNotEquals(first, poked);
    assertEquals(fresh(), poked);
    Scripts.run(
        tree,
        """
        head -c "$(stat -c %s usr/lib/f4)" /dev/zero | tr '\\0' x > ../other
        touch -r usr/lib/f4 ../other && mv ../other usr/lib/f4 && touch -d @1500000000 usr/lib
        """);
    String replaced = root();
    assertNotEquals(poked, replaced, "another file of the same size and time");
    assertEquals(fresh(), replaced);
    settle();
    assertEquals(replaced, root());
    Scripts.run(tree, "mv usr/lib/f5 x && mv usr/lib/f6 usr/lib/f5 && mv x usr/lib/f6");
    assertEquals(fresh(), root(), "names changed places");
  }

  @Test
  void whatIsRememberedMayBeGone() throws Exception {
    String first = root();
    tinyvol.run("rm", "v").ok();
    assertEquals(first, root(), "after rm");
    tinyvol.run("check", "--deep").ok();
    Commands.run("cp", "-a", folder.resolve("store").toString(), folder + "/moved");
    tinyvol = new TestCommand(folder.resolve("moved"));
    tinyvol.run("rm", "v").ok();
    // Then there is no content, but what was remembered of it.
    Scripts.run(folder, "rm -r store && mkdir other && cp -a moved/cache other-cache");
    tinyvol = new TestCommand(folder.resolve("other-store"));
    tinyvol.run("init").ok();
    Scripts.run(folder, "rm -rf other-store/cache && cp -a other-cache other-store/cache");
    assertEquals(first, root(), "the cache of another store");
    tinyvol.run("check", "--deep").ok();
    tinyvol.run("export", "v", folder.resolve("image")).ok();
    new VolumeOracle(folder.resolve("oracle")).same(folder.resolve("image"), tree);
  }

  @Test
  void damagedCacheIsNone() throws Exception {
    String first = root();
    Path cache = caches().getFirst();
    byte[] sound = Files.readAllBytes(cache);
    Random random = new Random(5);
    for (int i = 0; i < 8; i++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(cache, damaged);
      TestCommand.Result built = build();
      assertEquals(first, built.text("root"));
      assertEquals("", built.err());
    }
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.setLength(sound.length / 2);
    }
    assertEquals(first, root());
    assertEquals(sound.length, Files.size(cache), "written anew");
    Files.delete(cache);
    Files.createDirectory(cache);
    TestCommand.Result built = build();
    assertEquals(first, built.text("root"));
    assertTrue(built.err().contains("the next build will read everything again"), built.err());
  }

  @Test
  void failingBuildLeavesTheCache() throws Exception {
    String first = root();
    byte[] cache = Files.readAllBytes(caches().getFirst());
    String[] line = {"build", "v", "--replace", "--from-dir", tree.toString(), "--size", "64K"};
    assertEquals(ExitCode.USAGE.code(), tinyvol.run((Object[]) line).exit());
    assertEquals(-1, Files.mismatch(caches().getFirst(), Files.write(folder.resolve("c"), cache)));
    assertEquals(first, tinyvol.run("info", "v", "--json").ok().text("root"));
    TestCommand.Result again = build();
    assertEquals(first, again.text("root"));
    assertEquals(0, again.number("newChunks"));
  }

  /** Who may not read files can build of them what is remembered. */
  @Test
  void unchangedContentIsNotRead() throws Exception {
    Scripts.run(tree, "chmod 0 var/large usr/lib/f*");
    settle();
    String first = root();
    ProcessBuilder build = tinyvol.process("build", "w", "--json", "--from-dir", tree);
    build.command().addAll(0, List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
    assertEquals(first, TestCommand.end(build).ok().text("root"));
    build.command().add("--no-cache");
    Collections.replaceAll(build.command(), "w", "x");
    TestCommand.Result refused = TestCommand.end(build);
    assertTrue(refused.err().contains("permission denied"), refused.err());
  }
}
