package io.tinyvol.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.GuestKernel;
import io.tinyvol.testing.QemuGuest;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.VolumeOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine boots from a clone that is served, and writes. A commit of the clone costs about what
 * was written, and the volume that it was cloned from is as it was.
 */
class QemuBootTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final long MIB = 1 << 20;

  private static final String INIT =
      """
      #!/bin/busybox sh
      export PATH=/bin
      mount -t proc proc /proc
      trap 'sync; mount -o remount,ro /; echo o >/proc/sysrq-trigger; sleep 60' EXIT
      set -e
      sha256sum -c /etc/sums
      echo more >>/etc/name
      mkdir /var
      for i in $(seq 200); do echo $i >/var/$i; done
      head -c 1000000 /usr/lib/large >/var/part
      rm -r /usr/lib/few
      sync
      echo "written after $(cut -d ' ' -f 1 /proc/uptime) s"
      """;

  @TempDir Path folder;

  @Test
  void machineBootsFromClone() throws Exception {
    GuestKernel kernel = GuestKernel.find();
    Path tree = makeRoot(folder.resolve("tree"));
    Path store = folder.resolve("store");
    TestCommand tinyvol = new TestCommand(store);
    tinyvol.run("build", "base", "--from-dir", tree, "--size", "64M").ok();
    String root = tinyvol.run("info", "base", "--json").ok().text("root");
    Path before = folder.resolve("before");
    tinyvol.run("export", "base", before).ok();
    tinyvol.run("clone", "base", "machine").ok();

    Path socket = folder.resolve("socket");
    long started = System.nanoTime();
    try (ServeProcess server =
        ServeProcess.start(
                folder, ServeProcess.command(store, folder, "machine", "--socket", socket))
            .awaitReady()) {
      String console = QemuGuest.run(kernel, folder, socket, "machine", TIMEOUT);
      System.out.println(console.lines().filter(line -> line.startsWith("written")).toList());
      assertTrue(console.contains("written after "), console + server.said());
      assertEquals(0, server.end(), server.said());
    }
    System.out.printf("the machine ran for %d ms%n", (System.nanoTime() - started) / 1_000_000);

    checkClone(tinyvol);
    checkCommit(tinyvol.run("commit", "machine", "--json").ok());
    checkClone(tinyvol);
    assertEquals(root, tinyvol.run("info", "base", "--json").ok().text("root"));
    Path after = folder.resolve("after");
    tinyvol.run("export", "base", after).ok();
    assertEquals(-1, Files.mismatch(before, after), "the volume that was cloned");
    tinyvol.run("check", "--deep").ok();
  }

  /** The file system is sound and has what the machine wrote. */
  private void checkClone(TestCommand tinyvol) throws Exception {
    Path image = folder.resolve("image");
    tinyvol.run("export", "machine", image).ok();
    new VolumeOracle(folder.resolve("oracle")).clean(image);
    for (String[] file : new String[][] {{"/etc/name", "named\nmore\n"}, {"/var/77", "77\n"}}) {
      String written = Commands.run("debugfs", "-R", "cat " + file[0], image.toString());
      assertTrue(written.endsWith(file[1]), written);
    }
  }

  private static void checkCommit(TestCommand.Result committed) {
    long changed = committed.number("changedBytes");
    long added = committed.number("newBytes");
    System.out.printf(
        "a commit of %d changed bytes adds %d, stored as %d%n",
        changed, added, committed.number("storedBytes"));
    assertTrue(changed > MIB && changed < 8 * MIB, committed.out());
    assertTrue(added < changed, committed.out());
  }

  private static Path makeRoot(Path root) throws Exception {
    for (String name : new String[] {"bin", "sbin", "etc", "dev", "proc", "usr/lib/few"}) {
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
    String sums = Commands.run("sha256sum", large.toString(), busybox.toString());
    Files.writeString(root.resolve("etc/sums"), sums.replace(root.toString(), ""));
    Path init = Files.writeString(root.resolve("sbin/init"), INIT);
    assertTrue(init.toFile().setExecutable(true));
    return root;
  }
}
