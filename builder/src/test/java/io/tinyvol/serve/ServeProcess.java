package io.tinyvol.serve;

import io.tinyvol.cli.TestCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of a store's volumes in a process of its own. Closing it kills it. */
final class ServeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final int POLL_MILLIS = 10;

  private final Process process;
  private final Path log;
  private volatile boolean isKilled;

  private ServeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * What would serve. RocksDB's library is unpacked into a folder of the test's, for a process that
   * is killed removes nothing.
   *
   * @param scratch a folder for what it unpacks
   */
  static List<String> command(Path store, Path scratch, Object... options) {
    Object[] args = new Object[options.length + 1];
    args[0] = "serve";
    System.arraycopy(options, 0, args, 1, options.length);
    List<String> command = TestCommand.java(scratch);
    command.addAll(new TestCommand(store).line(args));
    return command;
  }

  /** Starts one, which is not ready yet. */
  static ServeProcess start(Path scratch, List<String> command) throws IOException {
    Path log = scratch.resolve("serve.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ROCKSDB_SHAREDLIB_DIR", scratch.toString()); // one file for all
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ServeProcess(builder.start(), log);
  }

  /** Waits until it serves. */
  ServeProcess awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!said().contains("serving at ")) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        close();
        throw new AssertionError("it does not serve: " + said());
      }
      Thread.sleep(POLL_MILLIS);
    }
    return this;
  }

  long pid() {
    return process.pid();
  }

  /** What it said. */
  String said() throws IOException {
    return Files.readString(log);
  }

  /** Kills it with SIGKILL, and waits for its end. */
  void kill() throws InterruptedException {
    isKilled = true;
    process.destroyForcibly().waitFor();
  }

  /** Whether it has been killed, or will be at once. */
  boolean isKilled() {
    return isKilled;
  }

  /** Asks it to end, and gives its exit code. */
  int end() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + said());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
