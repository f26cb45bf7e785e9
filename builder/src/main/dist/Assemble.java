import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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
 * Completes target/dist, what bin/tinyvol runs: the command's own jar beside the libraries', the
 * native libraries out of their jars (so that no start unpacks 17 MB), the class path in a file,
 * and the JVM's ahead-of-time cache, made by running the command on a small input.
 *
 * <p>The cache's name has a hash of the jars: one that was made of others is never used.
 */
public final class Assemble {
  private static final List<String> NATIVE_LIBRARIES =
      List.of("librocksdbjni-linux64.so", "linux/amd64/libzstd-jni-");

  public static void main(String[] args) throws Exception {
    Path dist = Path.of(args[0]);
    Path lib = dist.resolve("lib");
    Path own = Path.of(args[1]);
    Files.copy(own, lib.resolve(own.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    List<Path> jars = list(lib, "*.jar");
    for (Path jar : jars) {
      ModernizeJar.modernize(jar);
    }
    unpackNativeLibraries(jars, dist.resolve("native"));
    String classPath =
        String.join(":", jars.stream().map(jar -> "lib/" + jar.getFileName()).toList());
    Files.writeString(dist.resolve("classpath"), classPath + "\n");
    Files.copy(Path.of(args[2]), dist.resolve("jvm.options"), StandardCopyOption.REPLACE_EXISTING);
    makeCache(dist, classPath, "tinyvol-" + hash(jars) + ".aot");
  }

  private static List<Path> list(Path folder, String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(files::add);
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private static void unpackNativeLibraries(List<Path> jars, Path target) throws IOException {
    Files.createDirectories(target);
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
          if (NATIVE_LIBRARIES.stream().anyMatch(entry.getName()::startsWith)) {
            String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            try (InputStream in = file.getInputStream(entry)) {
              Files.copy(in, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
          }
        }
      }
    }
  }

  private static String hash(List<Path> jars) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path jar : jars) {
      digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(jar));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private static void makeCache(Path dist, String classPath, String name) throws Exception {
    if (Files.exists(dist.resolve(name))) {
      return;
    }
    for (Path old : list(dist, "*.aot")) {
      Files.delete(old);
    }
    Path training = Files.createTempDirectory("tinyvol-training");
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("@jvm.options");
      command.add("-Djava.library.path=native");
      command.add("-XX:AOTCacheOutput=" + name);
      command.addAll(List.of("-cp", classPath, "io.tinyvol.cli.Training", training.toString()));
      Path log = training.resolve("log");
      Process process =
          new ProcessBuilder(command)
              .directory(dist.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() != 0 || !Files.exists(dist.resolve(name))) {
        throw new IllegalStateException("no AOT cache was made: " + Files.readString(log));
      }
    } finally {
      deleteAll(training);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
