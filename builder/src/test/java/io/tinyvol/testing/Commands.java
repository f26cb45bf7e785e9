package io.tinyvol.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs the programs that tests make and examine images with. */
public final class Commands {
  private static final Map<String, String> DEBIAN_PACKAGES =
      Map.ofEntries(
          Map.entry("mke2fs", "e2fsprogs"),
          Map.entry("debugfs", "e2fsprogs"),
          Map.entry("e2fsck", "e2fsprogs"),
          Map.entry("mkfs.xfs", "xfsprogs"),
          Map.entry("mkfs.btrfs", "btrfs-progs"),
          Map.entry("qemu-img", "qemu-utils"),
          Map.entry("mount", "mount"),
          Map.entry("umount", "mount"),
          Map.entry("losetup", "mount"),
          Map.entry("cmp", "diffutils"),
          Map.entry("cp", "coreutils"),
          Map.entry("find", "findutils"),
          Map.entry("rsync", "rsync"),
          Map.entry("setfattr", "attr"),
          Map.entry("bash", "bash"),
          Map.entry("sh", "dash"));

  private Commands() {}

  /**
   * Runs a program to its end.
   *
   * @return what it wrote to either output
   * @throws AssertionError if it is missing or fails
   */
  public static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What is written is parsed here.
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      String debianPackage = DEBIAN_PACKAGES.getOrDefault(command[0], command[0]);
      throw new AssertionError(
          command[0] + " is missing; it is in the Debian package " + debianPackage, e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(List.of(command) + " failed with " + status + ":\n" + output);
    }
    return output;
  }
}
