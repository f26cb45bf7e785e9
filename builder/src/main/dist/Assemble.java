import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Makes target/dist, what bin/tinyvol runs: one jar, the native libraries (so that no start unpacks
 * 17 MB), the JVM's options, and the JVM's ahead-of-time cache, made by running the command on a
 * small input.
 *
 * <p>The folder is made anew beside the old one and then takes its place, so that a cache is never
 * seen beside other jars than it was made of. The cache's name has a hash of all that went into the
 * folder, the JVM included: where that is unchanged, the folder stays.
 */
public final class Assemble {
  private static final String JAR = "tinyvol.jar";

  private static final List<String> NATIVE_LIBRARIES =
      List.of(
          "librocksdbjni-linux64.so",
          "linux/amd64/libzstd-jni-",
          "net/jpountz/util/linux/amd64/liblz4-java.so");

  /**
   * Arguments: the folder to make, a file with the libraries' paths, the command's jar, this file's
   * folder.
   */
  public static void main(String[] args) throws Exception {
    Path dist = Path.of(args[0]);
    Path sources = Path.of(args[3]);
    List<Path> jars = new ArrayList<>();
    jars.add(Path.of(args[2]));
    for (String jar : Files.readString(Path.of(args[1])).strip().split(":")) {
      jars.add(Path.of(jar));
    }
    List<Path> inputs = new ArrayList<>(jars);
    inputs.addAll(filesIn(sources));
    String ending = "-" + hash(inputs) + ".aot";
    if (Files.exists(dist.resolve("tinyvol" + ending))
        && Files.exists(dist.resolve("daemon" + ending))) {
      return;
    }
    Path next = dist.resolveSibling(dist.getFileName() + ".next");
    deleteAll(next);
    Path libraries = Files.createDirectories(next.resolve("native"));
    OneJar one = new OneJar();
    for (Path jar : jars) {
      one.add(jar);
      unpackNativeLibraries(jar, libraries);
    }
    one.write(next.resolve(JAR));
    for (String options : List.of("jvm.options", "daemon.options")) {
      Files.copy(sources.resolve(options), next.resolve(options));
    }
    deleteAll(dist);
    Files.move(next, dist, StandardCopyOption.ATOMIC_MOVE);
    makeCaches(dist.toRealPath(), ending, sources);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String hash(List<Path> files) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
    for (Path file : files) {
      digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private static void unpackNativeLibraries(Path jar, Path target) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (NATIVE_LIBRARIES.stream().anyMatch(entry.getName()::startsWith)) {
          String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, target.resolve(name));
          }
        }
      }
    }
  }

  private static void makeCaches(Path dist, String ending, Path sources) throws Exception {
    Path training = Files.createTempDirectory("tinyvol-training");
    try {
      List<String> daemon = java(dist, "daemon.options", List.of());
      String store = training.resolve("store").toString();
      daemon.addAll(List.of("io.tinyvol.cli.Main", "daemon", "-q", "--store", store));
      List<String> commands = new ArrayList<>(List.of("commands", training.toString()));
      commands.add(sources.toString());
      commands.addAll(daemon);
      makeCache(dist, "jvm.options", commands, dist.resolve("tinyvol" + ending));
    } finally {
      deleteAll(training);
    }
    training = Files.createTempDirectory("tinyvol-training");
    try {
      List<String> daemon = List.of("daemon", training.toString());
      makeCache(dist, "daemon.options", daemon, dist.resolve("daemon" + ending));
    } finally {
      deleteAll(training);
    }
  }

  /** The JVM as the launcher starts it, up to the class to run. */
  private static List<String> java(Path dist, String options, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + dist.resolve(options));
    command.add("-Djava.library.path=" + dist.resolve("native"));
    command.addAll(more);
    // The jar's path is looked up at each start: one that is not absolute would not be found.
    command.add("-cp");
    command.add(dist.resolve(JAR).toString());
    return command;
  }

  /** Makes a cache of what {@code Training} does; its second argument is a folder to work in. */
  private static void makeCache(Path dist, String options, List<String> training, Path target)
      throws Exception {
    Path folder = Path.of(training.get(1));
    Path cache = folder.resolve("cache");
    // Without profiles: by them the JVM compiles at each start what a short command hardly uses.
    List<String> making =
        List.of(
            "-XX:AOTCacheOutput=" + cache,
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTRecordTraining");
    List<String> command = java(dist, options, making);
    command.add("io.tinyvol.cli.Training");
    command.addAll(training);
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0 || !Files.exists(cache)) {
      throw new IllegalStateException("no AOT cache was made: " + Files.readString(log));
    }
    Path copy = Files.copy(cache, target.resolveSibling(target.getFileName() + ".new"));
    Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
