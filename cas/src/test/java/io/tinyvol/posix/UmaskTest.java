package io.tinyvol.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UmaskTest {
  @TempDir Path folder;

  @Test
  void holdsWhileTheActionRuns() throws IOException {
    String before = umask();
    String during =
        Umask.during(
            0117,
            () -> {
              DescriptorListener.listen(folder.resolve("socket"), 1).close();
              return umask();
            });
    assertEquals("0117", during);
    assertEquals(before, umask());
    assertEquals(
        "rw-rw----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("socket"))));
    assertThrows(
        IOException.class,
        () ->
            Umask.during(
                0,
                () -> {
                  throw new IOException("of the action");
                }));
    assertEquals(before, umask());
  }

  private static String umask() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("Umask:")) {
        return line.substring("Umask:".length()).trim();
      }
    }
    throw new AssertionError("a kernel before 4.7");
  }
}
