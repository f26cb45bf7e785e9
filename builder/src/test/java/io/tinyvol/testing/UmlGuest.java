package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A guest of User-Mode Linux: a kernel that runs as a program. To close it is to pull its plug: its
 * disks stay as they are.
 */
public final class UmlGuest implements AutoCloseable {
  private static final String MEMORY = "mem=256M";

  private final Process process;
  private final Path output;

  private UmlGuest(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

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
   * Boots a guest with no disk but those that its parameters tell of, and waits until it has
   * powered itself off.
   *
   * @param prefix a command that turns into the one which follows it, such as {@code nsenter}
   */
  public static String run(
      Path scratch, List<String> prefix, Duration timeout, List<String> parameters)
      throws IOException, InterruptedException {
    try (UmlGuest guest = start(scratch, prefix, parameters)) {
      return guest.awaitEnd(timeout);
    }
  }

  /**
   * Boots a guest.
   *
   * @param parameters of its kernel; those that come later win
   */
  public static UmlGuest start(Path scratch, List<String> prefix, List<String> parameters)
      throws IOException, InterruptedException {
    Commands.need("linux.uml");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("linux.uml", MEMORY));
    command.addAll(List.of("con=null", "con0=null,fd:1", "quiet", "uml_dir=" + scratch));
    command.addAll(parameters);
    Path output = scratch.resolve("console");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process = builder.redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    return new UmlGuest(process, output);
  }

  /** What it has written to its console so far. */
  public String console() throws IOException {
    return Files.readString(output);
  }

  /** Whether it has not powered itself off. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has powered itself off, and gives what it wrote to its console. */
  public String awaitEnd(Duration timeout) throws IOException, InterruptedException {
    if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the guest still runs after " + timeout + ":\n" + console());
    }
    return console();
  }

  /** Ends it at this instant, if it has not ended. */
  public void pullPlug() {
    // The guest's processes are the host's.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
  }

  @Override
  public void close() {
    pullPlug();
  }
}
