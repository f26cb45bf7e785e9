package io.tinyvol.daemon;

import io.tinyvol.testing.Commands;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs commands as a user who is not root. */
final class OtherUser {
  static final int ID = 65534;

  private final List<String> prefix;
  private final String classPath;

  private OtherUser(List<String> prefix, String classPath) {
    this.prefix = prefix;
    this.classPath = classPath;
  }

  /** A user of no group; the class path is copied to where everybody can read it. */
  static OtherUser of(Path folder) throws IOException {
    List<String> copies = new ArrayList<>();
    Path jars = Files.createDirectory(folder.resolve("class-path"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (Files.exists(from)) {
        Path to = jars.resolve(copies.size() + "-" + from.getFileName());
        copy(from, to);
        copies.add(to.toString());
      }
    }
    letIn(folder);
    letIn(jars);
    return new OtherUser(prefix("--clear-groups"), String.join(File.pathSeparator, copies));
  }

  private static List<String> prefix(String groups) {
    return List.of(Commands.find("setpriv").toString(), "--reuid=" + ID, "--regid=" + ID, groups);
  }

  /** The same user as a member of a group. */
  OtherUser inGroup(int gid) {
    return new OtherUser(prefix("--groups=" + gid), classPath);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** Lets everybody read a folder. */
  static void letIn(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A folder that is this user's. */
  static Path ownFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setAttribute(folder, "unix:uid", ID);
    Files.setAttribute(folder, "unix:gid", ID);
    return folder;
  }

  /** What would run the tinyvol command, with temporary files in {@code folder}. */
  ProcessBuilder tinyvol(Path folder, Path store, Object... args) {
    return program(tinyvolWords(folder, store, args).toArray(String[]::new));
  }

  /** The same as the words of a command, for a process that is this user's already. */
  List<String> tinyvolWords(Path folder, Path store, Object... args) {
    List<String> line = DaemonProcess.command(store, args).command();
    line.replaceAll(word -> word.startsWith("-Djava.io.tmpdir=") ? tmp(folder) : word);
    line.set(line.indexOf("-cp") + 1, classPath);
    return line;
  }

  private static String tmp(Path folder) {
    return "-Djava.io.tmpdir=" + folder;
  }

  /** What would run another program. */
  ProcessBuilder program(String... command) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of(command));
    return new ProcessBuilder(line);
  }
}
