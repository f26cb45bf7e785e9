package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Folders;
import io.tinyvol.cas.TestContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --repair}: what is whole stays, what is damaged is mended by a build. */
class RepairTest {
  @TempDir Path folder;
  private Path store;
  private TestCommand tinyvol;

  @BeforeEach
  void build() throws Exception {
    store = folder.resolve("store");
    tinyvol = new TestCommand(store);
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      // Some are shorter than what lies in blob files.
      Files.write(tree.resolve("file-" + i), TestContent.random(random, 1 + random.nextInt(9000)));
    }
    Files.write(folder.resolve("image"), TestContent.random(random, 3 << 20));
    tinyvol.run("build", "tree", "--from-dir", tree).ok();
    tinyvol.run("build", "image", "--from-image", folder.resolve("image")).ok();
    for (String name : List.of("tree", "image")) {
      tinyvol.run("export", name, folder.resolve(name + ".before")).ok();
    }
  }

  private List<Path> files(String ending) throws IOException {
    return Folders.filesBelow(store.resolve("chunks")).stream()
        .filter(file -> file.getFileName().toString().matches(ending))
        .toList();
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 1;
    Files.write(file, bytes);
  }

  private void assertIntact(String name) throws IOException {
    Path after = folder.resolve(name + ".after");
    Files.deleteIfExists(after);
    tinyvol.run("export", name, after).ok();
    assertEquals(-1, Files.mismatch(folder.resolve(name + ".before"), after), name);
  }

  @Test
  void whatIsWholeIsLeftAlone() throws Exception {
    tinyvol.run("check", "--repair").ok();
    assertTrue(Files.notExists(store.resolve("chunks.damaged-1")));
  }

  @Test
  void aDatabaseThatDoesNotOpenIsMadeAnew() throws Exception {
    for (Path manifest : files("MANIFEST-.*")) {
      flip(manifest, Files.size(manifest) / 2);
    }
    assertEquals(5, tinyvol.run("check").exit());
    TestCommand.Result repaired = tinyvol.run("check", "--repair").ok();
    assertTrue(repaired.err().contains("chunks.damaged-1"), repaired.err());
    assertIntact("tree");
    assertIntact("image");
    tinyvol.run("check", "--deep").ok();
  }

  @Test
  void aFileThatIsLostCostsWhatItHad() throws Exception {
    Files.delete(files("CURRENT").getFirst());
    Files.delete(files(".*\\.blob").getLast());
    TestCommand.Result repaired = tinyvol.run("check", "--repair");
    assertEquals(5, repaired.exit(), repaired.toString());
    assertTrue(repaired.out().contains("image"), repaired.out());
    tinyvol.run("build", "image", "--replace", "--from-image", folder.resolve("image"));
    tinyvol.run("build", "tree", "--replace", "--no-cache", "--from-dir", folder.resolve("tree"));
    tinyvol.run("check", "--deep").ok();
    assertIntact("image");
  }

  @Test
  void aDamagedChunkIsPutAnewByABuild() throws Exception {
    Path blobs = files(".*\\.blob").getLast();
    flip(blobs, Files.size(blobs) / 2);
    TestCommand.Result repaired = tinyvol.run("check", "--repair");
    assertEquals(5, repaired.exit(), repaired.toString());
    assertTrue(repaired.out().contains("quarantine"), repaired.out());
    assertTrue(repaired.out().contains("hurts image"), repaired.out());
    assertIntact("tree");
    assertEquals(5, tinyvol.run("export", "image", folder.resolve("no")).exit());
    tinyvol.run("build", "image", "--replace", "--from-image", folder.resolve("image")).ok();
    tinyvol.run("check", "--deep").ok();
    assertIntact("image");
  }

  @Test
  void theFilesThatAreHurtAreNamed() throws Exception {
    byte[] content = Files.readAllBytes(folder.resolve("tree/file-7"));
    for (Path blobs : files(".*\\.blob")) {
      byte[] bytes = Files.readAllBytes(blobs);
      int at = indexOf(bytes, content);
      if (at >= 0) {
        flip(blobs, at + content.length / 2);
      }
    }
    TestCommand.Result checked = tinyvol.run("check", "--deep");
    assertEquals(5, checked.exit(), checked.toString());
    assertTrue(checked.out().contains("files in tree: /file-7\n"), checked.out());
    String json = tinyvol.run("check", "--deep", "--json").out();
    assertTrue(json.contains("\"/file-7\""), json);
    TestCommand.Result repaired = tinyvol.run("check", "--repair");
    assertEquals(5, repaired.exit(), repaired.toString());
    assertTrue(repaired.out().contains("files in tree: /file-7\n"), repaired.out());
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    return all.indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  /** Killed after it was decided, at each of the renames, and before. */
  @Test
  void aRepairThatWasKilledIsFinishedOrForgotten() throws Exception {
    Path chunks = store.resolve("chunks");
    Files.move(chunks, store.resolve("chunks.salvaged"));
    assertIntact("tree");
    assertTrue(Files.notExists(store.resolve("chunks.salvaged")));
    Files.move(chunks, store.resolve("chunks.salvaged"));
    Files.createDirectory(chunks);
    Files.createDirectory(store.resolve("chunks.salvaging"));
    Files.writeString(store.resolve("chunks.salvaging/half"), "written");
    assertIntact("image");
    assertTrue(Files.exists(store.resolve("chunks.damaged-1")));
    assertTrue(Files.notExists(store.resolve("chunks.salvaging")));
    tinyvol.run("check", "--deep").ok();
  }
}
