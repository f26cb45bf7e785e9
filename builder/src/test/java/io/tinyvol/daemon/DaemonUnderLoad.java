package io.tinyvol.daemon;

import io.tinyvol.cli.TestCommand;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A daemon in a process of its own. What it says goes to a file. */
final class DaemonUnderLoad implements Closeable {
  private static final int POLL_MILLIS = 20;
  private static final int SHOWN_LINES = 30;

  private final Process process;
  private final Path socket;
  private final Path log;
  private volatile boolean isKilled;

  private DaemonUnderLoad(Process process, Path socket, Path log) {
    this.process = process;
    this.socket = socket;
    this.log = log;
  }

  /**
   * Starts one, which is not ready yet.
   *
   * @param log gets what it says, after what is in it
   * @param options of its JVM, beside those of every test
   */
  static DaemonUnderLoad start(Path store, Path log, String... options) throws IOException {
    ProcessBuilder builder = new TestCommand(store).process("daemon");
    List<String> line = builder.command();
    line.addAll(line.indexOf("-cp"), List.of(options)); // of two that differ the latter counts
    return launch(builder, store, log);
  }

  /** Starts one that does its upkeep all the time. */
  static DaemonUnderLoad startBusy(Path store, Path log) throws IOException {
    List<String> line = new ArrayList<>(TestCommand.java());
    line.addAll(List.of(BusyDaemon.class.getName(), store.toString()));
    return launch(new ProcessBuilder(line), store, log);
  }

  private static DaemonUnderLoad launch(ProcessBuilder builder, Path store, Path log)
      throws IOException {
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // as bin/tinyvol has it
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new DaemonUnderLoad(builder.start(), store.resolve("daemon.sock"), log);
  }

  /** Waits until it answers. */
  void awaitReady() throws IOException, InterruptedException {
    while (!answers()) {
      if (!process.isAlive()) {
        throw new AssertionError("the daemon ended with " + process.exitValue() + ":\n" + said());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean answers() {
    try (WireClient client = connect()) {
      client.get("/v1/status").json(200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  WireClient connect() throws IOException {
    return WireClient.connect(socket);
  }

  long pid() {
    return process.pid();
  }

  /** Kills it with SIGKILL, if it runs, and waits for its end. */
  void kill() throws InterruptedException {
    isKilled = true;
    process.destroyForcibly().waitFor();
  }

  /** Whether it has been killed, or will be at once. */
  boolean isKilled() {
    return isKilled;
  }

  /** Asks it to end, and gives its exit code. */
  int end() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  /** The last that it said. */
  String said() throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
