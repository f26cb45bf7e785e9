package io.tinyvol.cas;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;

/**
 * Another JVM with the test's class path. Its native libraries are unpacked in a folder of the
 * test's, for a JVM that is killed removes nothing.
 */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts {@code main}; what it writes to standard error is seen in the test's. */
  public static ChildJvm start(Path temporary, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-Djava.library.path=" + rocksLibrary(temporary),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** RocksDB unpacks 17 MB at each start, unless it finds its library beforehand. */
  private static Path rocksLibrary(Path temporary) throws IOException {
    Path library = temporary.resolve("librocksdbjni-linux64.so");
    if (!Files.exists(library)) {
      try (var in = RocksDB.class.getResourceAsStream("/librocksdbjni-linux64.so")) {
        Files.copy(Objects.requireNonNull(in), library, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return temporary;
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** The next line that it writes; fails where there is none. */
  public String line() throws IOException {
    return Objects.requireNonNull(output.readLine(), "the child ended");
  }

  /** Kills it with SIGKILL, and gives all lines that have not been asked for. */
  public List<String> kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the output
    process.waitFor();
    try (Stream<String> lines = output.lines()) {
      return lines.toList();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
