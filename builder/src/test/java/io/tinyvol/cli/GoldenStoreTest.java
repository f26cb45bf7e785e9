package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.target.format.TargetRecordFormat;
import io.tinyvol.blockdev.thin.format.LedgerFormat;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import io.tinyvol.volume.catalog.VolumeCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that earlier releases wrote are read, and written to, by this one. They lie in {@code
 * golden}, each as a tar beside the digests of what its volumes and revisions have, and stay there
 * for ever; a release whose stores are others adds one. {@code -Dio.tinyvol.golden=write} makes
 * those that are missing, by {@link GoldenStoreMaker}.
 */
class GoldenStoreTest {
  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;

  @BeforeEach
  void need() {
    Commands.need("tar", "gzip", "mke2fs");
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
  }

  private static List<String> initOf(String name) {
    return name.endsWith("lz4")
        ? List.of("--hash", "sha512-256", "--compression", "lz4", "--max-chunk", "128K")
        : List.of();
  }

  private static Path golden(String file) {
    return Path.of(System.getProperty("io.tinyvol.repo"), "builder/src/test/resources/golden")
        .resolve(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"store-1", "store-1-lz4"})
  void isReadAndWrittenTo(String name) throws Exception {
    if ("write".equals(System.getProperty("io.tinyvol.golden"))) {
      write(name);
      return;
    }
    Path kept = unpack(name);
    checkSummaries();
    assertEquals(Files.readAllLines(golden(name + ".digests")), contents(kept));
    tinyvol.run("check", "--deep").ok();
    goOn();
    Files.delete(folder.resolve("copy"));
    assertEquals(
        Files.readAllLines(golden(name + ".digests")).stream()
            .filter(line -> line.contains(" now "))
            .filter(line -> !line.endsWith(" written"))
            .toList(),
        nowOfAll().stream().filter(line -> !line.endsWith(" written")).toList());
  }

  /** They can be captured only as long as the store has it. */
  @Test
  void whatDisksInPoolsWereMadeOfIsKept() throws Exception {
    Path kept = unpack("store-1");
    assertTrue(Files.isDirectory(kept));
    tinyvol.run("ls").ok(); // finishes a removal
    List<Object> all = new ArrayList<>(List.of("rm"));
    all.addAll(names());
    tinyvol.run(all.toArray()).ok();
    List<JsonObject> held = json("gc").objects("held");
    assertEquals(1, held.size());
    assertEquals("disks in pool pool", held.getFirst().text("holder"));
    assertTrue(held.getFirst().number("heldChunks") > 0);
    assertTrue(json("gc", "--dry-run").number("freedChunks") == 0);
    Files.delete(store.resolve("pools/pool/ledger"));
    assertTrue(json("gc").number("freedChunks") > 0);
    assertEquals(List.of(), json("gc").objects("held"));
  }

  /** The store as it was, and another copy of it for what changes it. */
  private Path unpack(String name) throws Exception {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    for (Path to : List.of(folder, kept)) {
      Commands.run("tar", "-xzf", golden(name + ".tar.gz").toString(), "-C", to.toString());
    }
    return kept;
  }

  private void checkSummaries() throws IOException {
    String listed = tinyvol.run("ls", "--json").ok().out();
    assertFalse(listed.contains("going-"), "a removal that was not finished");
    assertFalse(Files.exists(store.resolve("volumes/.removing")));
    for (String volume : names()) {
      tinyvol.run("info", volume).ok();
    }
    JsonObject clone = json("info", "clone");
    assertEquals(
        new TreeMap<>(Map.of("os", "test", "role", "web", "note", "Größe")), labels(clone));
    assertEquals("folder", clone.object("parent").text("volume"));
    assertEquals("first", json("revisions", "written").objects("revisions").getLast().text("note"));
    assertTrue(json("revisions", "written").flag("changed"));
    tinyvol.run("stats").ok();
    tinyvol.run("usage").ok();
    tinyvol.run("check", "--deep").ok();
    assertEquals("pool\n", tinyvol.run("pool", "ls").ok().out());
    Path ledger = store.resolve("pools/pool/ledger");
    assertEquals(2, LedgerFormat.decode(Files.readAllBytes(ledger), "ledger").thins().size());
    Path record = store.resolve("targets/259-3");
    assertEquals(
        512 << 10, TargetRecordFormat.decode(Files.readAllBytes(record), "record").syncedBytes());
    assertTrue(store.resolve("cache").toFile().list().length > 0);
  }

  private static SortedMap<String, String> labels(JsonObject info) throws IOException {
    return info.textMap("labels");
  }

  private JsonObject json(Object... line) throws IOException {
    return json(tinyvol, line);
  }

  private static JsonObject json(TestCommand command, Object... line) throws IOException {
    List<Object> all = new ArrayList<>(List.of(line));
    all.add("--json");
    String out = command.run(all.toArray()).ok().out();
    return JsonReader.readObject(out.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> names() throws IOException {
    return VolumeCatalog.namesIn(store.resolve("volumes"));
  }

  /** What volumes have now, and, as another copy of the store says, what their revisions have. */
  private List<String> contents(Path other) throws IOException {
    List<String> lines = new ArrayList<>(nowOfAll());
    TestCommand reverting = new TestCommand(other.resolve("store"));
    for (String volume : names()) {
      for (JsonObject revision : json("revisions", volume).objects("revisions")) {
        long number = revision.number("revision");
        if (number != json(reverting, "info", volume).number("revision")
            || json(reverting, "revisions", volume).flag("changed")) {
          reverting.run("revert", volume, number).ok();
        }
        lines.add(digest(reverting, volume) + " " + number + " " + volume);
      }
    }
    return lines;
  }

  private List<String> nowOfAll() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String volume : names()) {
      if (!volume.startsWith("new")) {
        lines.add(digest(tinyvol, volume) + " now " + volume);
      }
    }
    return lines;
  }

  private String digest(TestCommand command, String volume) throws IOException {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    command.run("export", volume, copy).ok();
    return ContentDigest.of(copy);
  }

  /** Builds, clones, commits and removes on top of what there is. */
  private void goOn() throws Exception {
    Path tree = Trees.makeSmall(folder.resolve("new-tree"), 1);
    tinyvol.run("build", "new", "--from-dir", tree).ok();
    tinyvol.run("clone", "written", "new-clone").ok();
    tinyvol.run("snapshot", "written").ok();
    assertTrue(json("commit", "written").number("changedBytes") > 0);
    tinyvol.run("build", "new-2", "--from-image", image()).ok();
    tinyvol.run("check", "--deep").ok();
    tinyvol.run("rm", "new", "new-2").ok();
    tinyvol.run("check", "--deep").ok();
  }

  private Path image() throws IOException {
    return Files.write(folder.resolve("new-image"), Trees.noise(new Random(3), 300_000));
  }

  private void write(String name) throws Exception {
    if (Files.exists(golden(name + ".tar.gz")) || Files.exists(golden(name + ".digests"))) {
      return;
    }
    new GoldenStoreMaker(folder).make(initOf(name));
    Path archive = folder.resolve("archive");
    String line = "tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 -czf";
    List<String> command = new ArrayList<>(List.of(line.split(" ")));
    command.addAll(List.of(archive.toString(), "-C", folder.toString(), "store"));
    Commands.run(command.toArray(String[]::new));
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Commands.run("tar", "-xzf", archive.toString(), "-C", kept.toString());
    tinyvol.run("ls").ok();
    Files.write(golden(name + ".digests"), contents(kept), StandardOpenOption.CREATE_NEW);
    Files.copy(archive, golden(name + ".tar.gz"));
  }
}
