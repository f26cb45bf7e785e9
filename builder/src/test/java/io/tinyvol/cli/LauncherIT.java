package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, on the folder that packaging made. */
@NullMarked
class LauncherIT {
  private static final Path REPO = Path.of(System.getProperty("io.tinyvol.repo", ".."));
  private static final Path LAUNCHER = REPO.resolve("bin/tinyvol");
  private static final Path DIST = REPO.resolve("builder/target/dist");

  @TempDir private Path folder;

  private record Ended(int exit, String out, String err) {}

  @Test
  void showsHelp() throws Exception {
    assertHelp(run(LAUNCHER, Map.of()));
  }

  @Test
  void runsThroughLinks() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    assertHelp(run(second, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "JAVA_VERSION=\"21.0.2\"\n", "JAVA_VERSION=\"24-ea\"\n"})
  void refusesWhatIsNoRecentJdk(String release) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    script(bin.resolve("java"), "exit 9");
    Files.writeString(folder.resolve("jdk/release"), release);
    String jdk = folder.resolve("jdk").toString();
    Ended ended = run(LAUNCHER, Map.of("TINYVOL_JAVA_HOME", jdk));
    assertEquals(1, ended.exit());
    assertEquals("", ended.out());
    assertEquals(
        "tinyvol: TINYVOL_JAVA_HOME=" + jdk + ": not a JDK of version 25 or later\n", ended.err());
  }

  @ParameterizedTest
  @CsvSource({
    "daemon,daemon.options",
    "--store x --wait 1 -v daemon --group g,daemon.options",
    "--store=daemon daemon,daemon.options",
    "--store daemon ls,jvm.options",
    "build daemon --from-dir x,jvm.options",
    "--help,jvm.options"
  })
  void givesADaemonOptionsOfItsOwn(String words, String options) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    script(bin.resolve("java"), "echo \"$@\"");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Map<String, String> jdk = Map.of("TINYVOL_JAVA_HOME", folder.resolve("jdk").toString());
    Ended ended = end(start(LAUNCHER, jdk, "run", words.split(" ")), "run");
    assertTrue(ended.out().matches("@\\S+/" + options + " .*\\R"), ended::toString);
    assertTrue(ended.out().endsWith(".Main " + words + "\n"), ended::toString);
    assertTrue(Files.exists(DIST.resolve(options)));
  }

  @Test
  void takesAnOptionOfTheJvm() throws Exception {
    // With this the cache cannot be used.
    assertHelp(run(LAUNCHER, Map.of("TINYVOL_JAVA_OPTS", "-XX:-UseCompressedOops -Dx=y")));
  }

  @Test
  void isSilentWithoutACacheAndWithADamagedOne() throws Exception {
    Path launcher = checkout();
    Path dist = Files.createDirectories(folder.resolve("builder/target")).resolve("dist");
    copy(DIST, dist);
    Path cache = only(dist, "tinyvol-", ".aot");
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertHelp(run(launcher, Map.of()));
    Files.delete(cache);
    assertHelp(run(launcher, Map.of()));
  }

  @Test
  void buildsOnceWhereTwoStartTogether() throws Exception {
    Path launcher = checkout();
    Path builds = folder.resolve("builds");
    Path tools = Files.createDirectories(folder.resolve("tools"));
    script(
        tools.resolve("mvn"),
        "echo \"$*\" >>'" + builds + "'; mkdir -p builder/target; sleep 0.3",
        "cp -r '"
            + DIST
            + "' builder/target/dist.next && mv builder/target/dist.next"
            + " builder/target/dist");
    Map<String, String> path = Map.of("PATH", tools + ":" + System.getenv("PATH"));
    Process one = start(launcher, path, "one");
    Process other = start(launcher, path, "other");
    Ended first = end(one, "one");
    Ended second = end(other, "other");
    assertTrue(first.out().startsWith("Usage: tinyvol "), first::toString);
    assertTrue(second.out().startsWith("Usage: tinyvol "), second::toString);
    assertEquals("tinyvol: building, once\n", first.err() + second.err());
    assertEquals(1, Files.readAllLines(builds).size());
  }

  @Test
  void showsWhyItCannotBeBuilt() throws Exception {
    Path launcher = checkout();
    Path tools = Files.createDirectories(folder.resolve("tools"));
    script(tools.resolve("mvn"), "echo the reason; exit 1");
    Ended ended = run(launcher, Map.of("PATH", tools + ":" + System.getenv("PATH")));
    assertEquals(
        new Ended(1, "", "tinyvol: building, once\nthe reason\ntinyvol: could not be built\n"),
        ended);
  }

  private static void assertHelp(Ended ended) {
    assertEquals(0, ended.exit(), ended::toString);
    assertTrue(ended.out().startsWith("Usage: tinyvol "), ended::toString);
    assertEquals("", ended.err());
  }

  /** A checkout that is not built: the launcher alone. */
  private Path checkout() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    return Files.copy(LAUNCHER, bin.resolve("tinyvol"));
  }

  private Ended run(Path launcher, Map<String, String> environment) throws Exception {
    return end(start(launcher, environment, "run"), "run");
  }

  private Process start(Path launcher, Map<String, String> environment, String name)
      throws IOException {
    return start(launcher, environment, name, "--help");
  }

  private Process start(
      Path launcher, Map<String, String> environment, String name, String... words)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(words));
    builder.environment().put("TINYVOL_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(folder.resolve(name + ".out").toFile())
        .redirectError(folder.resolve(name + ".err").toFile())
        .start();
  }

  private Ended end(Process process, String name) throws Exception {
    int exit = process.waitFor();
    return new Ended(
        exit,
        Files.readString(folder.resolve(name + ".out")),
        Files.readString(folder.resolve(name + ".err")));
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static Path only(Path folder, String prefix, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> file.getFileName().toString().startsWith(prefix))
              .filter(file -> file.getFileName().toString().endsWith(suffix))
              .toList();
      assertEquals(1, found.size(), found::toString);
      return found.getFirst();
    }
  }
}
