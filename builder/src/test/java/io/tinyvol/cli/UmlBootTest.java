package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.UmlGuest;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel boots from a volume, to a script in it that finds all as it was and writes. */
class UmlBootTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final String INIT =
      """
      #!/bin/busybox sh
      set -e
      export PATH=/bin
      trap 'sync; mount -o remount,ro / || true; echo o >/proc/sysrq-trigger; sleep 60' EXIT
      mount -t proc proc /proc
      sha256sum -c /etc/sums
      [ "$(cat /bin/linked)" = "$(cat /etc/name)" ]
      [ "$(stat -c %i /etc/name)" = "$(stat -c %i /usr/other/name)" ]
      [ "$(readlink /lib)" = usr/lib ]
      [ "$(stat -c '%a %u:%g' /etc/secret)" = '4600 70000:5' ]
      grep -q '^/dev/root / ext4 rw' /proc/mounts
      echo more >>/etc/name
      mkdir /var
      for i in $(seq 300); do echo $i >/var/$i; done
      rm -r /usr/lib/few
      sync
      echo the volume is as it was
      """;

  @TempDir Path folder;

  @Test
  void bootsFromVolume() throws Exception {
    Path tree = makeRoot(folder.resolve("tree"));
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    tinyvol.run("build", "v", "--from-dir", tree, "--size", "64M").ok();
    Path image = folder.resolve("image");
    tinyvol.run("export", "v", image).ok();

    String console =
        UmlGuest.run(
            folder, image, TIMEOUT, "root=/dev/ubda", "rw", "panic=1", "init=/sbin/tinyvol-check");
    assertTrue(console.lines().anyMatch("the volume is as it was"::equals), console);
    new VolumeOracle(folder.resolve("oracle")).clean(image);
    String written = Commands.run("debugfs", "-R", "cat /etc/name", image.toString());
    assertTrue(written.endsWith("named\nmore\n"), written);
  }

  private static Path makeRoot(Path root) throws Exception {
    for (String name :
        new String[] {"bin", "sbin", "etc", "dev", "proc", "usr/lib/few", "usr/other"}) {
      Files.createDirectories(root.resolve(name));
    }
    Path busybox = Files.copy(Commands.find("busybox"), root.resolve("bin/busybox"));
    for (String name : Commands.run(busybox.toString(), "--list").lines().toList()) {
      if (!name.equals("busybox")) {
        Files.createSymbolicLink(root.resolve("bin").resolve(name), Path.of("busybox"));
      }
    }
    Random random = new Random(1);
    Path large = Files.write(root.resolve("usr/lib/large"), Trees.noise(random, 5_000_001));
    Files.write(root.resolve("usr/lib/few/file"), Trees.text(random, 5000));
    Files.writeString(root.resolve("etc/name"), "named\n");
    Files.createLink(root.resolve("usr/other/name"), root.resolve("etc/name"));
    Files.createSymbolicLink(root.resolve("bin/linked"), Path.of("../etc/name"));
    Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
    Path secret = Files.writeString(root.resolve("etc/secret"), "s");
    Files.setAttribute(secret, "unix:uid", 70000);
    Files.setAttribute(secret, "unix:gid", 5);
    Files.setAttribute(secret, "unix:mode", 04600);
    String sums = Commands.run("sha256sum", large.toString(), busybox.toString());
    Files.writeString(root.resolve("etc/sums"), sums.replace(root.toString(), ""));
    Path init = Files.writeString(root.resolve("sbin/tinyvol-check"), INIT);
    assertTrue(init.toFile().setExecutable(true));
    Commands.run("mknod", root.resolve("dev/console").toString(), "c", "5", "1");
    return root;
  }
}
