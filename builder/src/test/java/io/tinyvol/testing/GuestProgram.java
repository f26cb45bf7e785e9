package io.tinyvol.testing;

import io.tinyvol.cli.TestCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the tests as files that a guest runs, whose root is the host's, read-only. */
public final class GuestProgram {
  private static final Path SCRATCH = Path.of("/mnt/scratch");

  private GuestProgram() {}

  /**
   * Writes one.
   *
   * @param file where to; it passes on what it is told
   * @param program a class with a main method, and what that is told first
   */
  public static void write(Path file, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(TestCommand.java(SCRATCH));
    command.addAll(program);
    String quoted = "'" + String.join("' '", command) + "'";
    Files.writeString(
        file,
        "#!/bin/sh\nexport ROCKSDB_SHAREDLIB_DIR=" + SCRATCH + "\nexec " + quoted + " \"$@\"\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + ": cannot be made executable");
    }
  }
}
