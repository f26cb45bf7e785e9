package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/api.md works as it stands there. */
final class ApiExampleTest {
  private static final Pattern EXAMPLE = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void worksAsItStands() throws Exception {
    Commands.need("curl", "tar");
    Path page = Path.of(System.getProperty("io.tinyvol.repo"), "docs", "api.md");
    Matcher example = EXAMPLE.matcher(Files.readString(page));
    assertTrue(example.find());
    Path rootfs = Files.createDirectories(folder.resolve("rootfs/etc"));
    Files.writeString(rootfs.resolve("hostname"), "web\n");
    Path store = folder.resolve("store");
    try (DaemonProcess _ = DaemonProcess.start(store)) {
      String output =
          Commands.run(
              "env",
              "TINYVOL_STORE=" + store,
              "ROOTFS=" + folder.resolve("rootfs"),
              "bash",
              "-euo",
              "pipefail",
              "-c",
              "cd '" + folder + "'\n" + example.group(1));
      assertTrue(output.contains("event: result"), output);
      assertTrue(output.contains("\"removed\":[\"vm-17\",\"web\"]"), output);
    }
    Commands.run("e2fsck", "-fn", folder.resolve("vm-17.img").toString());
    assertEquals(
        "web\n",
        Commands.run("debugfs", "-R", "cat etc/hostname", image()).replaceAll("debugfs.*\n", ""));
  }

  private String image() {
    return folder.resolve("vm-17.img").toString();
  }
}
