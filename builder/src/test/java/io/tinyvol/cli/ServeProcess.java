package io.tinyvol.cli;

import io.tinyvol.testing.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code serve} in a process of its own; where the tests are run with daemons, one
 * serves for it. Closing it kills it.
 */
final class ServeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final TestDaemon daemon;
  private final Process process;
  private final Path errors;
  private final String place;

  private ServeProcess(TestDaemon daemon, Process process, Path errors, String place) {
    this.daemon = daemon;
    this.process = process;
    this.errors = errors;
    this.place = place;
  }

  /** Starts it, and waits until it tells where it serves. */
  static ServeProcess start(Path store, Object... args) throws IOException {
    TestDaemon daemon = TestDaemon.serving(store, List.of("serve"));
    Path errors = Files.createTempFile(store.getParent(), "serve", ".err");
    Process process = command(store, args).redirectError(errors.toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    ServeProcess serving = new ServeProcess(daemon, process, errors, String.valueOf(line));
    if (line == null || !line.startsWith("serving at ")) {
      serving.close();
      throw new AssertionError(line + "\n" + Files.readString(errors));
    }
    return serving;
  }

  /** What would run it. RocksDB's library is unpacked beside the store. */
  private static ProcessBuilder command(Path store, Object... args) {
    Object[] all = new Object[args.length + 1];
    all[0] = "serve";
    System.arraycopy(args, 0, all, 1, args.length);
    ProcessBuilder builder = new TestCommand(store).process(all);
    builder
        .command()
        .addAll(1, List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + store.getParent()));
    return builder;
  }

  /** What it gives where it cannot serve. */
  static TestCommand.Result refused(Path store, Object... args) throws Exception {
    try (TestDaemon _ = TestDaemon.serving(store, List.of("serve"))) {
      return TestCommand.end(command(store, args));
    }
  }

  /** Where it serves. */
  String place() {
    return place.substring("serving at ".length());
  }

  /** The names of what it exports at its Unix socket. */
  List<String> exports() throws Exception {
    return Commands.run("nbdinfo", "--list", "nbd+unix://?socket=" + place())
        .lines()
        .filter(line -> line.startsWith("export="))
        .map(line -> line.replaceAll("^export=\"(.*)\":$", "$1"))
        .toList();
  }

  /** A volume at its Unix socket. */
  String uri(String volume) {
    return "nbd+unix:///" + volume + "?socket=" + place();
  }

  /** Runs commands of qemu-io on a volume. */
  void io(String volume, String... commands) throws Exception {
    Nbd.io(uri(volume), commands);
  }

  /** Sends SIGTERM, and gives the exit code. */
  int end() throws Exception {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + Files.readString(errors));
    }
    return process.exitValue();
  }

  /** Waits until something holds. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("still not: " + what);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    daemon.close();
  }
}
