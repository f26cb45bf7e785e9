package io.tinyvol.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.TestScripts;
import io.tinyvol.testing.UmlGuest;
import io.tinyvol.testing.VolumeOracle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel uses a volume by its own driver for network block devices: makes a file system, works on
 * its files, and finds them again. The network is one of the server's and the guest's own, which
 * ends with them.
 */
class UmlNbdTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final long SIZE_BYTES = 256L << 20;
  private static final int STEPS = Integer.getInteger("io.tinyvol.steps", 1000);
  private static final String SERVER = "192.168.77.1";
  private static final String GUEST = "192.168.77.2";

  /** Makes the network, and becomes the command that follows. */
  private static final String NETWORK =
      """
      ip tuntap add guest mode tap && ip address add "$0/24" dev guest && ip link set guest up &&
        exec "$@"
      """;

  @TempDir Path folder;

  @Test
  void kernelKeepsFiles() throws Exception {
    Commands.need("ip", "nsenter", "unshare", "nbd-client", "busybox", "perl", "mke2fs");
    TestCommand tinyvol = new TestCommand(folder.resolve("store"));
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE_BYTES);
    }
    tinyvol.run("build", "v", "--from-image", image).ok();
    try (ServeProcess server = start().awaitReady()) {
      String console = runGuest(server);
      assertTrue(console.contains(" files are as they were written"), console + server.said());
      assertEquals(0, server.end(), server.said());
    }

    Path export = folder.resolve("export");
    checkExport(tinyvol, export);
    TestCommand.Result committed = tinyvol.run("commit", "v", "--json").ok();
    System.out.println("committed " + committed.out());
    checkExport(tinyvol, export);
    tinyvol.run("check", "--deep").ok();
  }

  private ServeProcess start() throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", NETWORK, SERVER));
    command.addAll(
        ServeProcess.command(folder.resolve("store"), folder, "v", "--listen", SERVER + ":10809"));
    return ServeProcess.start(folder, command);
  }

  private String runGuest(ServeProcess server) throws Exception {
    TestScripts scripts = TestScripts.copyTo(folder.resolve("scripts"));
    return UmlGuest.run(
        folder,
        List.of("nsenter", "-n", "-t", Long.toString(server.pid())),
        TIMEOUT,
        List.of(
            "rootfstype=hostfs",
            "rootflags=/",
            "ro",
            "vec0:transport=tap,ifname=guest,depth=128,gro=1",
            "init=" + scripts.path("nbd-in-guest"),
            "server=" + SERVER,
            "address=" + GUEST,
            "export=v",
            "seed=1",
            "steps=" + STEPS));
  }

  /** The file system is sound and has the files that the guest had. */
  private void checkExport(TestCommand tinyvol, Path export) throws Exception {
    tinyvol.run("export", "v", export).ok();
    new VolumeOracle(folder.resolve("oracle")).clean(export);
    try (ScratchDisk disk = ScratchDisk.of(export)) {
      Commands.run("sh", "-c", "cd \"$0\" && sha256sum --quiet -c sums", disk.path().toString());
    }
  }
}
