package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Folders;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.SmallDisk;
import io.tinyvol.testing.Trees;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands on a disk that gets full at every point of their work: they end with one line and the
 * code for that, nothing that was there is hurt, and with space again they do what they were to.
 */
class FullDiskLadderTest {
  private static final int STEPS = Integer.getInteger("io.tinyvol.diskSteps", 10);
  private static final int KIB = 1 << 10;

  /** More than the build needs. */
  private static final int ENOUGH_BYTES = 1400 * KIB;

  @TempDir Path folder;
  private SmallDisk disk;
  private Path store;
  private Path pristine;
  private TestCommand tinyvol;
  private String before;

  @BeforeEach
  void makeStore() throws Exception {
    Commands.need("mke2fs", "mount", "umount", "sync");
    disk = SmallDisk.make(folder.resolve("small"));
    store = disk.path().resolve("store");
    tinyvol = new TestCommand(store);
    Path image = Files.write(folder.resolve("image"), Trees.noise(new Random(1), 300_000));
    tinyvol.run("build", "v", "--from-image", image).ok();
    change(4096);
    tinyvol.run("snapshot", "v").ok();
    change(65536);
    before = digest("v");
    pristine = folder.resolve("pristine");
    Folders.copy(store, pristine);
  }

  @AfterEach
  void unmount() throws IOException {
    disk.close();
  }

  private void change(long offsetBytes) throws IOException {
    try (VolumeStore opened = VolumeStore.open(store, "test");
        VolumeHold hold = opened.catalog().take("v", "test", true);
        BlockDevice device = opened.devices().open(hold)) {
      byte[] bytes = Trees.noise(new Random(offsetBytes), 20_000);
      device.write(offsetBytes, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }
  }

  private String digest(String volume) throws IOException {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    tinyvol.run("export", volume, copy).ok();
    return ContentDigest.of(copy);
  }

  /** The store as it was at the beginning. */
  private void restore() throws IOException {
    disk.makeSpace();
    Folders.delete(store);
    Folders.copy(pristine, store);
  }

  /** Runs a command when so much is free; whether it could be done. */
  private boolean runWith(long freeBytes, Object... line) throws Exception {
    disk.leave(freeBytes);
    TestCommand.Result result = tinyvol.run(line);
    disk.makeSpace();
    if (result.exit() == 0) {
      return true;
    }
    String told = freeBytes + " bytes free: " + result;
    assertEquals(ExitCode.NO_SPACE.code(), result.exit(), told);
    assertEquals(1, result.err().lines().count(), told);
    assertTrue(result.err().startsWith("tinyvol: " + store), told);
    assertTrue(result.err().endsWith("; make space and try again\n"), told);
    return false;
  }

  private void assertWhole(String volume) throws IOException {
    tinyvol.run("check", "--deep").ok();
    assertEquals(before, digest(volume));
    for (String name : new String[] {"", "volumes", "cache", "tmp"}) {
      try (var files = Files.list(store.resolve(name))) {
        assertFalse(files.anyMatch(file -> file.toString().endsWith(".part")), name);
      }
    }
    assertArrayEquals(new String[0], store.resolve("tmp").toFile().list());
  }

  @Test
  void builds() throws Exception {
    Random random = new Random();
    long seed = Long.getLong("io.tinyvol.seed", random.nextLong());
    random.setSeed(seed);
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.write(tree.resolve("noise"), Trees.noise(random, 700 * KIB));
    Files.write(tree.resolve("text"), Trees.text(random, 400 * KIB));
    Object[] build = {"build", "w", "--from-dir", tree, "--json"};
    String root = tinyvol.run(build).ok().text("root");
    int done = 0;
    for (int i = 0; i < STEPS; i++) {
      restore();
      long free = ((long) ENOUGH_BYTES * i + random.nextInt(ENOUGH_BYTES)) / STEPS / KIB * KIB;
      String context = "seed " + seed + ", " + free + " bytes free";
      if (runWith(free, build)) {
        done++;
      } else {
        assertFalse(Files.exists(store.resolve("volumes/w")), context);
        assertWhole("v");
        tinyvol.run(build).ok();
      }
      assertEquals(root, tinyvol.run("info", "w", "--json").ok().text("root"), context);
      assertEquals(before, digest("v"), context);
    }
    assertTrue(done > 0 && done < STEPS / 2, done + " of " + STEPS + " had enough, seed " + seed);
  }

  @Test
  void changes() throws Exception {
    for (int free : new int[] {0, 4, 64}) {
      for (String line :
          new String[] {"clone v w", "label v k=x", "rename v w", "snapshot v", "commit v"}) {
        restore();
        Object[] command = line.split(" ");
        boolean done = runWith((long) free * KIB, command);
        if (!done) {
          assertWhole("v");
          tinyvol.run(command).ok();
        }
        assertWhole(line.startsWith("rename") ? "w" : "v");
      }
    }
  }

  @Test
  void removalsFindSpaceThatWasKeptForThem() throws Exception {
    for (int i = 0; i < 40; i++) {
      tinyvol.run("clone", "v", "clone-" + i).ok();
    }
    assertTrue(Files.size(store.resolve("reserve")) > 0);
    disk.leave(0);
    assertEquals(ExitCode.NO_SPACE.code(), tinyvol.run("clone", "v", "w").exit());
    assertTrue(Files.exists(store.resolve("reserve")));
    Object[] line = new Object[41];
    line[0] = "rm";
    for (int i = 0; i < 40; i++) {
      line[i + 1] = "clone-" + i;
    }
    assertEquals(0, disk.freeBytes() / KIB);
    tinyvol.run(line).ok();
    assertFalse(Files.exists(store.resolve("reserve")));
    assertFalse(tinyvol.run("ls").ok().out().contains("clone"));
    disk.makeSpace();
    assertWhole("v");
    tinyvol.run("commit", "v").ok();
    assertTrue(Files.size(store.resolve("reserve")) > 0);
  }
}
