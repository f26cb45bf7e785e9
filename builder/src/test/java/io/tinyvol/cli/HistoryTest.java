package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume that is replaced keeps what was there. */
class HistoryTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;
  private final List<String> roots = new ArrayList<>();

  /** Three revisions of 1, 2 and 3 MiB that have nothing in common. */
  @BeforeEach
  void replaceTwice() throws Exception {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    for (int i = 1; i <= 3; i++) {
      roots.add(build("a", i, i).text("root"));
    }
  }

  private TestCommand.Result build(String name, int seed, int mebibytes, Object... more)
      throws IOException {
    Path image = folder.resolve("image");
    Files.write(image, Trees.noise(new Random(seed), mebibytes * MIB));
    List<Object> line = new ArrayList<>(List.of("build", name, "--from-image", image));
    line.addAll(List.of("--replace", "--json"));
    line.addAll(List.of(more));
    return tinyvol.run(line.toArray()).ok();
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }

  @Test
  void infoShowsTheHistory() {
    TestCommand.Result info = tinyvol.run("info", "a", "--json").ok();
    assertEquals(3, info.number("revision"));
    assertEquals(roots.get(2), info.text("root"));
    String revisions = info.out().substring(info.out().indexOf("\"revisions\""));
    assertEquals(roots, all("[0-9a-f]{64}", revisions));
    assertEquals(List.of("1", "2", "3"), all("(?<=\"revision\"\\s?:\\s?)[0-9]+", revisions));
    assertEquals(
        List.of("" + MIB, "" + 2 * MIB, "" + 3 * MIB),
        all("(?<=\"virtualBytes\"\\s?:\\s?)[0-9]+", revisions));
    assertEquals(3, all("\"created\"", revisions).size());
    String shown = tinyvol.run("info", "a").ok().out();
    for (int i = 0; i < 3; i++) {
      String row = "(?m)^ +" + (i + 1) + "  .*Z +" + (i + 1) + ".0 MiB  ";
      assertEquals(1, all(row + roots.get(i).substring(0, 12) + "$", shown).size(), shown);
    }
  }

  @Test
  void theSameContentAgainIsNoRevision() throws IOException {
    assertEquals(roots.get(2), build("a", 3, 3, "--label", "os=debian").text("root"));
    TestCommand.Result info = tinyvol.run("info", "a", "--json").ok();
    assertEquals(3, info.number("revision"));
    assertEquals("debian", info.text("os"));
    assertEquals(roots.get(0), build("a", 1, 1).text("root"));
    assertEquals(4, tinyvol.run("info", "a", "--json").ok().number("revision"));
  }

  @Test
  void accountsCountEarlierRevisions() throws IOException {
    tinyvol.run("clone", "a", "twin").ok();
    build("like-first", 1, 1);
    TestCommand.Result usage = tinyvol.run("usage", "a", "--json").ok();
    assertAbout(6 * MIB, usage.number("referencedBytes"));
    assertAbout(2 * MIB, usage.number("exclusiveBytes"));
    assertAbout(2 * MIB, usage.number("freedIfDeletedBytes"));
    TestCommand.Result twin = tinyvol.run("usage", "twin", "--json").ok();
    assertAbout(3 * MIB, twin.number("referencedBytes"));
    assertEquals(0, twin.number("exclusiveBytes"));
    TestCommand.Result info = tinyvol.run("info", "a", "--json").ok();
    assertAbout(2 * MIB, info.number("exclusiveBytes"));
    assertAbout(4 * MIB, info.number("sharedBytes"));
    assertEquals(3 * MIB, info.number("dataBytes"));
    TestCommand.Result stats = tinyvol.run("stats", "--json").ok();
    assertEquals(10 * MIB, stats.number("dataBytes"));
    assertEquals(6 * MIB, stats.number("uniqueBytes"));
    assertAbout(6 * MIB, stats.number("storedBytes"));
    assertTrue(tinyvol.run("stats").ok().out().contains("3 volumes of 7.0 MiB and 2 earlier"));
  }

  /** Noise does not compress: what it takes is its size and a little for each chunk. */
  private static void assertAbout(long bytes, long actual) {
    assertTrue(actual >= bytes && actual < bytes + bytes / 50, actual + ", not " + bytes);
  }

  @Test
  void damageInAnEarlierRevisionIsNamedAsSuch() throws IOException {
    // The first blob file holds the first build's chunks.
    try (Stream<Path> files = Files.list(store.resolve("chunks"));
        RandomAccessFile file =
            new RandomAccessFile(
                files
                    .filter(path -> path.toString().endsWith(".blob"))
                    .sorted()
                    .findFirst()
                    .orElseThrow()
                    .toFile(),
                "rw")) {
      file.seek(MIB / 2);
      int value = file.read();
      file.seek(MIB / 2);
      file.write(value ^ 4);
    }
    tinyvol.run("check").ok();
    TestCommand.Result deep = tinyvol.run("check", "--deep", "--json");
    assertEquals(ExitCode.CORRUPT.code(), deep.exit(), deep.err());
    String json = deep.out().replaceAll("\\s", "");
    assertTrue(
        json.contains("\"volumes\":[],\"revisions\":[{\"volume\":\"a\",\"revision\":1}]"), json);
    String shown = tinyvol.run("check", "--deep").out();
    assertTrue(shown.contains(": hurts revision 1 of a\n"), shown);
    tinyvol.run("export", "a", folder.resolve("copy")).ok();
    assertEquals(-1, Files.mismatch(folder.resolve("image"), folder.resolve("copy")));
  }
}
