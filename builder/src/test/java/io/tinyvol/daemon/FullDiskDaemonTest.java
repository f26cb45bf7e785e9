package io.tinyvol.daemon;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.SmallDisk;
import io.tinyvol.testing.TarMaker;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose disk gets full goes on when there is space again. */
class FullDiskDaemonTest {
  private static final int KIB = 1 << 10;

  @TempDir Path folder;
  private SmallDisk disk;

  @BeforeEach
  void make() throws Exception {
    Commands.need("mke2fs", "mount", "umount", "sync");
    disk = SmallDisk.make(folder);
  }

  @AfterEach
  void unmount() throws IOException {
    disk.close();
  }

  @Test
  void buildsAgain() throws Exception {
    byte[] noise = Trees.noise(new Random(1), 900 * KIB);
    byte[] tar = new TarMaker().file("noise", Base64.getEncoder().encodeToString(noise)).finish();
    String target = "/v1/volumes/v/content";
    Path store = Files.createDirectory(disk.path().resolve("store"));
    try (TestDaemon daemon = TestDaemon.start(store)) {
      daemon.makeVolume("first");
      disk.leave(300 * KIB);
      for (int i = 0; i < 2; i++) {
        Reply full = daemon.sendBytes("PUT", target, tar);
        full.isProblem(507, ExitCode.NO_SPACE, store + "/chunks: no space left");
      }
      daemon.get("/v1/volumes/first").has(200);
      disk.makeSpace();
      daemon.sendBytes("PUT", target, tar).has(201);
      daemon.get("/v1/volumes/v/content").has(200);
      daemon.ask("DELETE", "/v1/volumes/v").has(204);
    }
  }
}
