package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs clients that others wrote. */
final class Programs {
  private static final Map<String, String> DEBIAN_PACKAGES =
      Map.of(
          "nbdinfo", "libnbd-bin",
          "nbdcopy", "libnbd-bin",
          "qemu-img", "qemu-utils",
          "qemu-io", "qemu-utils",
          "certtool", "gnutls-bin");

  private static final int MAX_MINUTES = 3;

  private Programs() {}

  /** What a program wrote to either output, and how it ended. */
  record Result(int status, String output) {}

  /** Runs one to its end, whatever that is. */
  static Result call(String... command) throws IOException, InterruptedException {
    Process process = begin(command);
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(List.of(command) + " hangs");
    }
    return new Result(process.exitValue(), output);
  }

  /** Starts one. */
  static Process begin(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    try {
      return builder.start();
    } catch (IOException e) {
      String debianPackage = DEBIAN_PACKAGES.getOrDefault(command[0], command[0]);
      throw new AssertionError(
          command[0] + " is missing; it is in the Debian package " + debianPackage, e);
    }
  }

  /** Runs one that must succeed. */
  static String run(String... command) throws IOException, InterruptedException {
    Result result = call(command);
    if (result.status() != 0) {
      throw new AssertionError(
          List.of(command) + " failed with " + result.status() + ":\n" + result.output());
    }
    return result.output();
  }
}
