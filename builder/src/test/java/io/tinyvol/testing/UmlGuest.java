package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Boots User-Mode Linux: a kernel that runs as a program. */
public final class UmlGuest {
  private UmlGuest() {}

  /**
   * Boots a guest and waits until it has powered itself off.
   *
   * @param scratch a folder for its files
   * @param disk its disk {@code /dev/ubda}, which it may write
   * @param timeout after which it is killed
   * @param parameters of its kernel
   * @return what it wrote to its console
   */
  public static String run(Path scratch, Path disk, Duration timeout, String... parameters)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of(parameters));
    options.addFirst("ubda=" + disk);
    return run(scratch, List.of(), timeout, options);
  }

  /**
   * Boots a guest with no disk but those that its parameters tell of.
   *
   * @param prefix a command that turns into the one which follows it, such as {@code nsenter}
   */
  public static String run(
      Path scratch, List<String> prefix, Duration timeout, List<String> parameters)
      throws IOException, InterruptedException {
    Commands.need("linux.uml");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("linux.uml", "mem=256M"));
    command.addAll(List.of("con=null", "con0=null,fd:1", "quiet", "uml_dir=" + scratch));
    command.addAll(parameters);
    Path output = scratch.resolve("console");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    Process guest = builder.start();
    try {
      guest.getOutputStream().close();
      if (!guest.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            "the guest still runs after " + timeout + ":\n" + Files.readString(output));
      }
      return Files.readString(output);
    } finally {
      // The guest's processes are the host's.
      guest.descendants().forEach(ProcessHandle::destroyForcibly);
      guest.destroyForcibly();
    }
  }
}
