package io.tinyvol.pool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs, in the guest. */
final class Guest {
  private Guest() {}

  /** Runs one, and gives what it said. */
  static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DM_DISABLE_UDEV", "1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + said);
    }
    return said;
  }

  /** Has the kernel forget a pool's devices, and all loop devices, as a start of it would. */
  static void forget(String prefix) throws IOException, InterruptedException {
    List<String> devices =
        run("dmsetup", "ls").lines().map(line -> line.split("\\s", -1)[0]).toList();
    for (String device : devices) {
      if (device.startsWith(prefix + "-")) {
        run("dmsetup", "resume", device);
        run("dmsetup", "remove", device);
      }
    }
    if (devices.contains(prefix)) {
      run("dmsetup", "resume", prefix);
      run("dmsetup", "remove", prefix);
    }
    run("losetup", "--detach-all");
  }
}
