package io.tinyvol.blockdev.tool;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, in the C locale, and keeps what it says. */
public final class Program {
  private static final int LONGEST_ERROR = 500;

  private Program() {}

  /**
   * Runs it.
   *
   * @param debianPackage what has it, for the message where it is missing
   * @param timeout after which it is killed
   * @return what it wrote to its standard output
   * @throws ProgramException if it fails, says so, or takes too long
   * @throws IOException if it cannot be started
   */
  public static String run(String debianPackage, Duration timeout, List<String> command)
      throws IOException {
    Path output = Files.createTempFile("tinyvol", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
      builder.environment().put("LC_ALL", "C");
      builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      int exit = end(start(builder, debianPackage), timeout, command);
      String said = Files.readString(output, StandardCharsets.UTF_8);
      if (exit != 0) {
        throw new ProgramException(command.getFirst(), exit, brief(said));
      }
      return said;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static Process start(ProcessBuilder builder, String debianPackage) throws IOException {
    String name = builder.command().getFirst();
    for (String folder : builder.environment().getOrDefault("PATH", "").split(":", -1)) {
      Path program = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        List<String> command = new ArrayList<>(builder.command());
        command.set(0, program.toString());
        return builder.command(command).start();
      }
    }
    throw new IOException(name + ": is not installed; install the package " + debianPackage);
  }

  private static int end(Process process, Duration timeout, List<String> command)
      throws IOException {
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new IOException(
          command.getFirst() + ": has not ended after " + timeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String brief(String said) {
    String text = said.strip().replaceAll("\\s*\\R\\s*", "; ");
    return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "…";
  }
}
