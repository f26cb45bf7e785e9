package io.tinyvol.blockdev.thin;

import io.tinyvol.blockdev.tool.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Loop devices: files as block devices, until the next start of the machine. */
final class Loops {
  private static final String PACKAGE = "mount";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private Loops() {}

  /** The devices that a file has; none where there is another file of its path by now. */
  static List<Path> of(Path file) throws IOException {
    List<String> command =
        List.of("losetup", "--associated", file.toString(), "--output", "NAME", "--noheadings");
    return Program.run(PACKAGE, TIMEOUT, command).lines().map(String::strip).map(Path::of).toList();
  }

  /** The device of a file, as large as that is now, which is made where there is none. */
  static Path attach(Path file) throws IOException {
    List<Path> present = of(file);
    for (Path device : present) {
      Program.run(PACKAGE, TIMEOUT, List.of("losetup", "--set-capacity", device.toString()));
    }
    if (!present.isEmpty()) {
      return present.getFirst();
    }
    List<String> command =
        List.of("losetup", "--find", "--show", "--direct-io=on", file.toString());
    return Path.of(Program.run(PACKAGE, TIMEOUT, command).strip());
  }

  /** Removes a file's devices. */
  static void detach(Path file) throws IOException {
    for (Path device : of(file)) {
      Program.run(PACKAGE, TIMEOUT, List.of("losetup", "--detach", device.toString()));
    }
  }
}
