package io.tinyvol.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.GuestProgram;
import io.tinyvol.testing.TestScripts;
import io.tinyvol.testing.UmlGuest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A guest with a disk, whose kernel has thin provisioning, for a script and one program. */
record PoolGuest(Path folder) {
  /** What thousands of operations take longer than is to be asked for. */
  private static final Duration PATIENCE =
      Duration.ofMinutes(Integer.getInteger("io.tinyvol.guestMinutes", 10));

  private static final Path MOUNT = Path.of("/mnt/disk");

  /**
   * Runs a script until the guest's end.
   *
   * @param program what the script calls the program
   * @param type the program, which is told a folder on the disk, a seed, and {@code more}
   * @param wanted what is said where all is well
   * @return what was said
   */
  String run(String script, String program, Class<?> type, List<String> more, String wanted)
      throws Exception {
    Commands.need(
        "dmsetup", "busybox", "mke2fs", "e2fsck", "cmp", "thin_check", "losetup", "wipefs");
    long seed = Long.getLong("io.tinyvol.seed", new Random().nextLong());
    TestScripts.copyTo(folder.resolve("scripts"));
    Path image = folder.resolve("scripts").resolve("image");
    Commands.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", image.toString(), "32M");
    Path disk = folder.resolve("disk");
    Commands.run("mke2fs", "-q", "-F", "-t", "ext4", disk.toString(), "2G");
    GuestProgram.write(
        folder.resolve("scripts").resolve("commands"),
        List.of(GuestCommands.class.getName(), MOUNT.resolve("store").toString()));
    List<String> line = new ArrayList<>(List.of(type.getName(), MOUNT.toString(), "" + seed));
    line.addAll(more);
    GuestProgram.write(folder.resolve("scripts").resolve(program), line);
    return start(script, wanted);
  }

  /** The kernel starts, on the disk as it is, with a script that lies where {@link #run} put it. */
  String start(String script, String wanted) throws Exception {
    List<String> options = new ArrayList<>(List.of("mem=1G", "ubda=" + folder.resolve("disk")));
    options.addAll(List.of("rootfstype=hostfs", "rootflags=/", "ro"));
    options.add("init=" + folder.resolve("scripts").resolve(script));
    try (UmlGuest guest = UmlGuest.start(folder, List.of(), options)) {
      String console = guest.awaitEnd(PATIENCE);
      assertTrue(console.contains(wanted), console);
      return console;
    }
  }
}
