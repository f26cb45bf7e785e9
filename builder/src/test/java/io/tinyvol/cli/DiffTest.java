package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tinyvol.testing.ChangedTree;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files in which volumes differ; rsync is the judge. */
class DiffTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir static Path shared;
  private static ChangedTree trees;
  private static SortedMap<String, String> changes = new TreeMap<>();

  @TempDir Path folder;
  private TestCommand tinyvol;

  @BeforeAll
  static void makeTrees() throws Exception {
    trees = ChangedTree.make(shared, 9);
    changes = trees.changes();
    assertEquals("modified", changes.get("/other-name"));
    assertEquals("type", changes.get("/folder-becomes-file"));
    assertEquals("modified", changes.get("/größe"));
    assertTrue(changes.size() > 45, changes.toString());
  }

  @BeforeEach
  void makeStore() {
    tinyvol = new TestCommand(folder.resolve("store"));
  }

  private Path image(String name, Path tree, String options) throws Exception {
    Path image = folder.resolve(name + ".img");
    Mke2fs.make(image, tree, "80M", options);
    return image;
  }

  private void build(String name, Path tree, String options) throws Exception {
    tinyvol.run("build", name, "--from-image", image(name, tree, options)).ok();
  }

  /** The files of a report, which come sorted by path. */
  private static SortedMap<String, String> files(TestCommand.Result result) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (JsonParser parser = new JsonFactory().createParser(result.ok().out())) {
      String path = "";
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "path".equals(parser.currentName())) {
          assertTrue(path.compareTo(parser.getText()) < 0, parser.getText() + " after " + path);
          path = parser.getText();
        } else if (token == JsonToken.VALUE_STRING && "change".equals(parser.currentName())) {
          files.put(path, parser.getText());
        }
      }
    }
    return files;
  }

  private void expect(Map<String, String> expected, String a, String b) throws IOException {
    TestCommand.Result result = tinyvol.run("diff", a, b, "--json");
    assertEquals(expected, files(result));
    assertEquals("", result.err());
    assertTrue(result.out().contains("\"filesCompared\" : true"), result.out());
  }

  @Test
  void foldersWithChangesOfEveryKind() throws Exception {
    tinyvol.run("build", "a", "--from-dir", trees.before()).ok();
    tinyvol.run("build", "b", "--from-dir", trees.after()).ok();
    expect(changes, "a", "b");
    SortedMap<String, String> reverse = new TreeMap<>();
    changes.forEach(
        (path, change) ->
            reverse.put(
                path,
                switch (change) {
                  case "added" -> "deleted";
                  case "deleted" -> "added";
                  default -> change;
                }));
    expect(reverse, "b", "a");
    tinyvol.run("clone", "a", "twin").ok();
    expect(NONE, "a", "twin");
  }

  @Test
  void printsOneLineForEachFile() throws Exception {
    tinyvol.run("build", "a", "--from-dir", trees.before()).ok();
    tinyvol.run("build", "b", "--from-dir", trees.after()).ok();
    List<String> lines = tinyvol.run("diff", "a", "b").ok().out().lines().toList();
    assertTrue(lines.getFirst().endsWith(" differ, in " + changes.size() + " files"));
    List<String> expected =
        changes.entrySet().stream()
            .map(e -> e.getValue().substring(0, 1).toUpperCase(Locale.ROOT) + " " + e.getKey())
            .toList();
    assertEquals(expected, lines.subList(1, lines.size()));
    String verbose = tinyvol.run("diff", "a", "b", "-v").ok().out();
    assertTrue(verbose.contains("OFFSET"), verbose);
    assertTrue(verbose.endsWith(String.join("\n", lines) + "\n"), verbose);
  }

  @ParameterizedTest
  @CsvSource({
    "-t ext4 -b 4096, -t ext4 -b 1024",
    "-t ext4 -b 2048, -t ext4 -b 65536",
    "-t ext4 -b 1024, -t ext3 -b 1024",
    "-t ext2 -b 1024 -I 128, -t ext4 -b 4096",
    "-t ext4 -O inline_data -I 256, -t ext4 -O inline_data -I 1024",
  })
  void imagesOfDifferentKinds(String before, String after) throws Exception {
    build("a", trees.before(), before);
    build("same", trees.before(), after);
    build("b", trees.after(), after);
    expect(NONE, "a", "same");
    expect(changes, "a", "b");
  }

  /** Without holes at the ends of files, which mke2fs 1.47.0 cuts off where it may do this. */
  @Test
  void contentInInodes() throws Exception {
    Random random = new Random(6);
    Path tree = Files.createDirectories(folder.resolve("tree"));
    for (int size : new int[] {1, 59, 60, 61, 200, 800, 5000}) {
      Files.write(tree.resolve("f" + size), Trees.text(random, size));
    }
    build("inline", tree, "-t ext4 -O inline_data -I 1024");
    build("mapped", tree, "-t ext4");
    expect(NONE, "inline", "mapped");
    expect(NONE, "mapped", "inline");
    Map<String, String> expected = new TreeMap<>();
    for (int size : new int[] {1, 60, 200, 800, 5000}) {
      ChangedTree.poke(tree, "f" + size, size - 1);
      expected.put("/f" + size, "modified");
    }
    build("changed", tree, "-t ext4 -O inline_data -I 1024");
    expect(expected, "inline", "changed");
    expect(expected, "mapped", "changed");
  }

  @Test
  void smallChangesInPlace() throws Exception {
    Path image = image("a", trees.before(), "-t ext4 -b 4096");
    Commands.run("debugfs", "-w", "-R", "mknod node c 4 65", image.toString());
    tinyvol.run("build", "a", "--from-image", image).ok();
    Path script = folder.resolve("script");
    Files.write(
        script,
        List.of(
            "sif /usr/lib/f1 uid 70000",
            "sif /usr/lib/f2 gid 12",
            "sif /usr/lib/f3 mtime 20010203040506",
            "sif /usr/lib/f4 mode 0100611",
            "sif /usr/lib uid 5",
            "unlink /node",
            "mknod node c 4 66",
            "ln /usr/lib/f5 /another",
            "mkdir /new"));
    Commands.run("debugfs", "-w", "-f", script.toString(), image.toString());
    tinyvol.run("build", "b", "--from-image", image).ok();
    Map<String, String> expected = new TreeMap<>(Map.of("/another", "added", "/new", "added"));
    for (String path :
        List.of("/node", "/usr/lib", "/usr/lib/f1", "/usr/lib/f2", "/usr/lib/f3", "/usr/lib/f4")) {
      expected.put(path, "modified");
    }
    expect(expected, "a", "b");
  }

  /** Its chunk is another one then, so the file is read. */
  @Test
  void whatLiesPastTheEndOfFileDoesNotCount() throws Exception {
    Path image = image("a", trees.before(), "-t ext4 -b 4096");
    tinyvol.run("build", "a", "--from-image", image).ok();
    String answer = Commands.run("debugfs", "-R", "bmap /small 0", image.toString());
    long block = Long.parseLong(answer.replaceAll("(?s).*?([0-9]+)\\s*$", "$1"));
    long size = Files.size(trees.before().resolve("small"));
    for (boolean past : new boolean[] {true, false}) {
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.seek(block * 4096 + (past ? size : size - 1));
        file.write(1);
      }
      tinyvol.run("build", "b", "--replace", "--from-image", image).ok();
      expect(past ? NONE : Map.of("/small", "modified"), "a", "b");
    }
  }

  private void expectNoFiles(String note, String a, String b) {
    TestCommand.Result result = tinyvol.run("diff", a, b, "--json").ok();
    assertTrue(result.err().contains(note), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.out().contains("\"filesCompared\" : false"), result.out());
    assertTrue(result.out().contains("\"files\" : [ ]"), result.out());
    assertTrue(result.number("differentBytes") > 0, result.out());
    String human = tinyvol.run("diff", a, b).ok().out();
    assertTrue(human.endsWith(" differ\n"), human);
    assertEquals(1, human.lines().count(), human);
  }

  @Test
  void volumesThatAreNotExt4() throws Exception {
    build("a", trees.before(), "-t ext4 -b 4096");
    Path noise = Files.write(folder.resolve("noise"), Trees.noise(new Random(1), 300_001));
    tinyvol.run("build", "noise", "--from-image", noise).ok();
    Path empty = Files.write(folder.resolve("empty"), new byte[0]);
    tinyvol.run("build", "empty", "--from-image", empty).ok();
    expectNoFiles("volume noise is not an ext2, ext3 or ext4 file system", "a", "noise");
    expectNoFiles("volume noise is not an ext2, ext3 or ext4 file system", "noise", "a");
    expectNoFiles("volume empty is not", "a", "empty");
  }

  @Test
  void fileSystemsThatAreDamagedAsAWhole() throws Exception {
    Path image = image("a", trees.before(), "-t ext4 -b 4096");
    tinyvol.run("build", "a", "--from-image", image).ok();
    Commands.run("debugfs", "-w", "-R", "ssv inodes_per_group 0", image.toString());
    tinyvol.run("build", "b", "--from-image", image).ok();
    expectNoFiles("volume b ", "a", "b");
  }

  @Test
  void filesThatAreDamaged() throws Exception {
    Path image = image("a", trees.before(), "-t ext4 -b 4096");
    tinyvol.run("build", "a", "--from-image", image).ok();
    Commands.run("debugfs", "-w", "-R", "sif /usr/lib/f1 block[0] 0", image.toString());
    Commands.run("debugfs", "-w", "-R", "sif /usr/lib/f2 mode 0", image.toString());
    Commands.run("debugfs", "-w", "-R", "sif /usr/lib/f3 mode 0100600", image.toString());
    tinyvol.run("build", "b", "--from-image", image).ok();
    TestCommand.Result result = tinyvol.run("diff", "a", "b", "--json");
    assertEquals(Map.of("/usr/lib/f2", "deleted", "/usr/lib/f3", "modified"), files(result));
    assertTrue(result.err().contains("1 files is not compared"), result.err());
    assertTrue(result.err().contains("/usr/lib/f1: inode "), result.err());
    assertTrue(result.err().contains("volume b is damaged in 1 places"), result.err());
    assertFalse(result.err().contains("volume a"), result.err());
  }
}
