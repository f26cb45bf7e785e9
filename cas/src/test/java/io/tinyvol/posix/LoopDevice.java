package io.tinyvol.posix;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file as a block device, until it is closed; takes root. */
public final class LoopDevice implements AutoCloseable {
  private final Path path;

  private LoopDevice(Path path) {
    this.path = path;
  }

  /** Makes one of a file, or of another device. */
  public static LoopDevice of(Path file, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("losetup", "--find", "--show"));
    command.addAll(List.of(options));
    command.add(file.toString());
    return new LoopDevice(Path.of(run(command)));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Which one it is. */
  public DeviceNumber number() throws IOException {
    return DeviceNumber.of(FileStatus.of(path));
  }

  private static String run(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError("losetup is missing; it is in the Debian package mount", e);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
    return output.strip();
  }

  @Override
  public void close() {
    try {
      String output = run(List.of("losetup", "--detach", path.toString()));
      assert output.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
