package io.tinyvol.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The scripts that lie beside this class, as files that can be run. */
public final class TestScripts {
  private static final List<String> NAMES =
      List.of(
          "blocks-of",
          "boot-from-pool",
          "check-volume",
          "compare-trees",
          "disk-of-guest",
          "grow-in-guest",
          "nbd-in-guest",
          "pool-care-in-guest",
          "pool-guest",
          "pools-in-guest",
          "stress-files",
          "torture-tree",
          "work-in-guest",
          "write-in-guest",
          "write-some");

  private final Path folder;

  private TestScripts(Path folder) {
    this.folder = folder;
  }

  /** Copies them into a folder, which is made. */
  public static TestScripts copyTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : NAMES) {
      Path file = folder.resolve(name);
      try (InputStream resource = TestScripts.class.getResourceAsStream(name)) {
        if (resource == null) {
          throw new AssertionError("the script " + name + " is missing");
        }
        Files.write(file, resource.readAllBytes());
      }
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(file + ": cannot be made executable");
      }
    }
    return new TestScripts(folder);
  }

  /** The file of a script. */
  public String path(String name) {
    return folder.resolve(name).toString();
  }
}
