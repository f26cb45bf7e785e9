package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mounts;
import io.tinyvol.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk costs the command that met it, nothing else. */
class FullDiskTest {
  @TempDir Path folder;
  private Path mount;

  @BeforeEach
  void mountSmallDisk() throws Exception {
    mount = Files.createDirectory(folder.resolve("disk"));
    Commands.run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", mount.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    Mounts.unmount(mount);
  }

  @Test
  void buildAndExport() throws Exception {
    TestCommand tinyvol = new TestCommand(mount.resolve("store"));
    Path small = Files.write(folder.resolve("small"), Trees.noise(new Random(1), 5 << 20));
    Path large = Files.write(folder.resolve("large"), Trees.noise(new Random(2), 60 << 20));
    tinyvol.run("build", "small", "--from-image", small).ok();
    TestCommand.Result full = tinyvol.run("build", "large", "--from-image", large);
    assertEquals(ExitCode.NO_SPACE.code(), full.exit(), full.err());
    assertEquals(1, full.err().lines().count(), full.err());
    assertEquals(
        ExitCode.NO_SPACE.code(),
        tinyvol.run("build", "tree", "--from-dir", Trees.make(folder.resolve("t"), 1)).exit());
    assertArrayEquals(new String[0], mount.resolve("store/tmp").toFile().list());

    Commands.run("mount", "-o", "remount,size=200m", mount.toString());
    tinyvol.run("check", "--deep").ok();
    assertFalse(tinyvol.run("ls", "--json").ok().out().contains("large"));
    tinyvol.run("build", "large", "--from-image", large).ok();
    Path copy = folder.resolve("copy");
    tinyvol.run("export", "large", copy).ok();
    Commands.run("cmp", large.toString(), copy.toString());

    Commands.run("mount", "-o", "remount,size=100m", mount.toString());
    Path onDisk = mount.resolve("export");
    TestCommand.Result export = tinyvol.run("export", "large", onDisk);
    assertEquals(ExitCode.NO_SPACE.code(), export.exit(), export.err());
    assertFalse(Files.exists(onDisk));
    assertArrayEquals(new String[] {"store"}, mount.toFile().list());
  }
}
