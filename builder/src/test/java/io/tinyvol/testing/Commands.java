package io.tinyvol.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the programs that tests make and examine images with. */
public final class Commands {
  private static final Map<String, String> DEBIAN_PACKAGES =
      Map.ofEntries(
          Map.entry("mke2fs", "e2fsprogs"),
          Map.entry("debugfs", "e2fsprogs"),
          Map.entry("e2fsck", "e2fsprogs"),
          Map.entry("dumpe2fs", "e2fsprogs"),
          Map.entry("filefrag", "e2fsprogs"),
          Map.entry("blkdiscard", "util-linux"),
          Map.entry("flock", "util-linux"),
          Map.entry("setpriv", "util-linux"),
          Map.entry("addpart", "util-linux"),
          Map.entry("delpart", "util-linux"),
          Map.entry("script", "bsdutils"),
          Map.entry("mkfs.xfs", "xfsprogs"),
          Map.entry("mkfs.btrfs", "btrfs-progs"),
          Map.entry("qemu-img", "qemu-utils"),
          Map.entry("qemu-io", "qemu-utils"),
          Map.entry("nbdinfo", "libnbd-bin"),
          Map.entry("nbdcopy", "libnbd-bin"),
          Map.entry("openssl", "openssl"),
          Map.entry("mount", "mount"),
          Map.entry("umount", "mount"),
          Map.entry("losetup", "mount"),
          Map.entry("cmp", "diffutils"),
          Map.entry("cp", "coreutils"),
          Map.entry("find", "findutils"),
          Map.entry("rsync", "rsync"),
          Map.entry("tar", "tar"),
          Map.entry("unshare", "util-linux"),
          Map.entry("fallocate", "util-linux"),
          Map.entry("perl", "perl-base"),
          Map.entry("getfattr", "attr"),
          Map.entry("setfattr", "attr"),
          Map.entry("getfacl", "acl"),
          Map.entry("setfacl", "acl"),
          Map.entry("setcap", "libcap2-bin"),
          Map.entry("linux.uml", "user-mode-linux"),
          Map.entry("busybox", "busybox-static"),
          Map.entry("ip", "iproute2"),
          Map.entry("nsenter", "util-linux"),
          Map.entry("nbd-client", "nbd-client"),
          Map.entry("qemu-system-x86_64", "qemu-system-x86"),
          Map.entry("xz", "xz-utils"),
          Map.entry("zstd", "zstd"),
          Map.entry("gzip", "gzip"),
          Map.entry("skopeo", "skopeo"),
          Map.entry("umoci", "umoci"),
          Map.entry("bsdtar", "libarchive-tools"),
          Map.entry("promtool", "prometheus"),
          Map.entry("systemd-analyze", "systemd"),
          Map.entry("getent", "libc-bin"),
          Map.entry("curl", "curl"),
          Map.entry("dmsetup", "dmsetup"),
          Map.entry("fio", "fio"),
          Map.entry("wipefs", "util-linux"),
          Map.entry("thin_check", "thin-provisioning-tools"),
          Map.entry("python3", "python3"),
          Map.entry("bash", "bash"),
          Map.entry("sh", "dash"));

  private Commands() {}

  /**
   * Checks that programs are there which scripts run.
   *
   * @throws AssertionError if one is missing
   */
  public static void need(String... programs) {
    for (String program : programs) {
      find(program);
    }
  }

  /**
   * Where a program is.
   *
   * @throws AssertionError if it is missing
   */
  public static Path find(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(missing(program)));
  }

  private static String missing(String program) {
    String debianPackage = DEBIAN_PACKAGES.getOrDefault(program, program);
    return program + " is missing; it is in the Debian package " + debianPackage;
  }

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
      throw new AssertionError(missing(command[0]), e);
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
