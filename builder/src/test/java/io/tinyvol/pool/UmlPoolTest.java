package io.tinyvol.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.GuestProgram;
import io.tinyvol.testing.TestScripts;
import io.tinyvol.testing.UmlGuest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools of a kernel's thin provisioning, by the command and cut off after each step. */
class UmlPoolTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** After one of so many steps operations are cut off; 1 is each. */
  private static final int EVERY = Integer.getInteger("io.tinyvol.cutEvery", 9);

  private static final Path MOUNT = Path.of("/mnt/disk");

  @TempDir Path folder;

  @Test
  void poolsKeepWhatIsInThem() throws Exception {
    Commands.need("dmsetup", "busybox", "mke2fs", "e2fsck", "cmp", "thin_check");
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    TestScripts scripts = TestScripts.copyTo(folder.resolve("scripts"));
    Path image = folder.resolve("scripts").resolve("image");
    Commands.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", image.toString(), "32M");
    Path disk = folder.resolve("disk");
    Commands.run("mke2fs", "-q", "-F", "-t", "ext4", disk.toString(), "2G");
    GuestProgram.write(
        folder.resolve("scripts").resolve("tinyvol"),
        new TestCommand(MOUNT.resolve("store")).line());
    GuestProgram.write(
        folder.resolve("scripts").resolve("cut-pools"),
        List.of(GuestPools.class.getName(), MOUNT.toString(), "" + seed, "" + EVERY));
    List<String> options = new ArrayList<>(List.of("mem=1G", "ubda=" + disk));
    options.addAll(List.of("rootfstype=hostfs", "rootflags=/", "ro"));
    options.add("init=" + scripts.path("pools-in-guest"));
    try (UmlGuest guest = UmlGuest.start(folder, List.of(), options)) {
      String console = guest.awaitEnd(PATIENCE);
      assertTrue(console.contains("pools are as they should be"), console);
      console.lines().filter(line -> line.contains("cuts of")).forEach(System.out::println);
    }
  }
}
