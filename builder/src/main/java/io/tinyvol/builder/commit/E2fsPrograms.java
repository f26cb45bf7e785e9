package io.tinyvol.builder.commit;

import io.tinyvol.builder.SourceException;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the programs that ext4's authors check and resize file systems with.
 *
 * @param folders where they are looked for
 */
record E2fsPrograms(List<Path> folders) {

  /** Where a search finds them, and where Debian has them though users do not search there. */
  static E2fsPrograms installed() {
    List<Path> folders = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        folders.add(Path.of(folder));
      }
    }
    folders.add(Path.of("/usr/sbin"));
    folders.add(Path.of("/sbin"));
    return new E2fsPrograms(folders);
  }

  /**
   * What a program left.
   *
   * @param status its exit status
   * @param output what it wrote to either output
   */
  record Ended(int status, String output) {
    /** The last line that says something. */
    String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
    }
  }

  /**
   * Runs a program to its end; it ends early if this thread is interrupted.
   *
   * @throws SourceException if it is not installed
   */
  Ended run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(find(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What is written is looked at, so it must be in English.
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Path find(String program) throws SourceException {
    for (Path folder : folders) {
      Path file = folder.resolve(program);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new SourceException(program + " is not installed; it is in the Debian package e2fsprogs");
  }
}
