package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, labels and orders of many volumes. */
class FleetTest {
  private static final Pattern NAME = Pattern.compile("\"volume\" : \"([^\"]*)\"");

  @TempDir Path folder;
  private TestCommand tinyvol;

  @BeforeEach
  void makeVolumes() throws Exception {
    tinyvol = new TestCommand(folder.resolve("store"));
    Path large = Files.write(folder.resolve("large"), new byte[2 << 20]);
    Path small = Files.write(folder.resolve("small"), new byte[1 << 20]);
    tinyvol.run("build", "b", "--from-image", large, "--label", "os=debian").ok();
    tinyvol.run("build", "c", "--from-image", small, "--label", "os=alpine").ok();
    tinyvol.run("clone", "c", "a").ok();
  }

  private List<String> names(Object... args) {
    Object[] line = new Object[args.length + 2];
    line[0] = "ls";
    line[1] = "--json";
    System.arraycopy(args, 0, line, 2, args.length);
    return NAME.matcher(tinyvol.run(line).ok().out()).results().map(m -> m.group(1)).toList();
  }

  @Test
  void orders() {
    assertEquals(List.of("a", "b", "c"), names());
    assertEquals(List.of("c", "b", "a"), names("--reverse"));
    assertEquals(List.of("b", "c", "a"), names("--sort", "created"));
    assertEquals(List.of("a", "c", "b"), names("--sort", "size"));
    assertEquals(2, tinyvol.run("ls", "--sort", "colour").exit());
  }

  @Test
  void labels() {
    assertEquals(List.of("a", "c"), names("--label", "os=alpine"));
    assertEquals(List.of("a", "b", "c"), names("--label", "os"));
    tinyvol.run("label", "a", "host=a7", "os-").ok();
    assertEquals(List.of("a"), names("--label", "host"));
    assertEquals(List.of("b", "c"), names("--label", "os"));
    assertEquals(List.of(), names("--label", "os=alpine", "--label", "host=a7"));
    String table = tinyvol.run("ls").ok().out();
    assertTrue(table.lines().anyMatch(line -> line.matches("a .* host=a7")), table);
    assertEquals("a7", tinyvol.run("info", "a", "--json").ok().text("host"));
    assertEquals(2, tinyvol.run("label", "a", "nothing").exit());
    assertEquals(2, tinyvol.run("label", "a", "=v").exit());
    assertEquals(3, tinyvol.run("label", "x", "k=v").exit());
  }

  @Test
  void rename() {
    String uuid = tinyvol.run("info", "c", "--json").ok().text("uuid");
    tinyvol.run("rename", "c", "d").ok();
    assertEquals(List.of("a", "b", "d"), names());
    assertEquals(uuid, tinyvol.run("info", "d", "--json").ok().text("uuid"));
    TestCommand.Result taken = tinyvol.run("rename", "d", "b");
    assertEquals(4, taken.exit());
    assertTrue(taken.err().startsWith("tinyvol: b: exists already"), taken.err());
    assertEquals(3, tinyvol.run("rename", "c", "e").exit());
    assertEquals(2, tinyvol.run("rename", "d", "../e").exit());
  }

  @Test
  void status() {
    TestCommand.Result status = tinyvol.run("status", "--json").ok();
    assertEquals(3, status.number("volumes"));
    boolean withDaemon = Boolean.getBoolean("io.tinyvol.withDaemon");
    assertEquals(withDaemon, status.out().contains("\"daemon\""));
    String shown = tinyvol.run("status").ok().out();
    assertTrue(shown.contains(withDaemon ? "daemon       pid " : "daemon       none"), shown);
  }
}
