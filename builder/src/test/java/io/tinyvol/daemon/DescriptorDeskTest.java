package io.tinyvol.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk ends when it is closed, also at once. */
class DescriptorDeskTest {
  private static final int TIMES = 50;

  @TempDir Path folder;

  @Test
  void noThreadStays() throws Exception {
    Path socket = folder.resolve("socket");
    for (int i = 0; i < TIMES; i++) {
      DescriptorDesk.open(socket).close();
      Files.deleteIfExists(socket);
    }
    TestDaemon.await(
        "all have ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("descriptors")));
  }
}
