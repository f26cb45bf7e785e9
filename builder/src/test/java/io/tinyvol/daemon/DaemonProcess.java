package io.tinyvol.daemon;

import io.tinyvol.cas.store.StoreFolder;
import io.tinyvol.cli.TestCommand;
import io.tinyvol.remote.RemoteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A daemon in a process of its own. Closing it kills it. */
final class DaemonProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path log;

  private DaemonProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * What would run the command as a child. RocksDB's library is unpacked beside the store, for a
   * process that is killed removes nothing.
   */
  static ProcessBuilder command(Path store, Object... args) {
    ProcessBuilder builder = new TestCommand(store).process(args);
    builder
        .command()
        .addAll(1, List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + store.getParent()));
    return builder;
  }

  /** Starts a daemon and waits until it answers. */
  static DaemonProcess start(Path store, String... options) throws Exception {
    Object[] args = new Object[options.length + 1];
    args[0] = "daemon";
    System.arraycopy(options, 0, args, 1, options.length);
    return start(store, command(store, args));
  }

  /** The same with a command of the test's. */
  static DaemonProcess start(Path store, ProcessBuilder command) throws Exception {
    Path log = Files.createTempFile(store.getParent(), "daemon", ".log");
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    DaemonProcess daemon = new DaemonProcess(process, log);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!answers(store)) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        daemon.close();
        throw new AssertionError("the daemon does not answer: " + daemon.log());
      }
      Thread.sleep(20);
    }
    return daemon;
  }

  static boolean answers(Path store) throws IOException {
    Optional<RemoteService> found = RemoteService.find(new StoreFolder(store));
    found.ifPresent(RemoteService::close);
    return found.isPresent();
  }

  long pid() {
    return process.pid();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  List<String> logLines() throws IOException {
    return Files.readAllLines(log);
  }

  /** Sends SIGTERM, and gives the exit code. */
  int end() throws Exception {
    process.destroy();
    return await();
  }

  int await() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the daemon does not end: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
