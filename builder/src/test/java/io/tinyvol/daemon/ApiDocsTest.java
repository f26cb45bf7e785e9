package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.JsonObject;
import io.tinyvol.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/api.md} do what they say. */
@Timeout(300)
class ApiDocsTest {
  private static final Path REPOSITORY =
      Path.of(Objects.requireNonNull(System.getProperty("io.tinyvol.repo")));

  @TempDir Path folder;

  private static String example(String language) throws IOException {
    String page = Files.readString(REPOSITORY.resolve("docs/api.md"));
    Matcher blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(page);
    assertTrue(blocks.find(), language);
    String block = blocks.group(1);
    assertTrue(!blocks.find(), language);
    return block;
  }

  private String run(String program, String... script) throws Exception {
    String line = "cd \"$0\" && exec \"$@\"";
    String[] command = {"bash", "-c", line, folder.toString(), program};
    String[] all = Arrays.copyOf(command, command.length + script.length);
    System.arraycopy(script, 0, all, command.length, script.length);
    return Commands.run(all);
  }

  @Test
  void examplesWork() throws Exception {
    Commands.need("bash", "curl", "tar", "python3", "debugfs");
    try (TestDaemon daemon = TestDaemon.start(folder.resolve("store"))) {
      String shown = run("bash", "-e", "-c", example("bash"));
      assertTrue(shown.contains("event: result\ndata: {\"volumesChecked\":2,"), shown);
      JsonObject clone = daemon.get("/v1/volumes/vm-1").has(200).json();
      assertEquals("base", clone.object("parent").text("volume"));
      assertEquals("me", clone.object("labels").text("owner"));
      assertSaysWelcome("vm-1.img");

      run("python3", "-c", example("python"));
      assertSaysWelcome("app.img");
      assertEquals(3, daemon.volumes());
    }
  }

  private void assertSaysWelcome(String image) throws Exception {
    Commands.run("e2fsck", "-fn", folder.resolve(image).toString());
    String motd = run("debugfs", "-R", "cat /etc/motd", image);
    assertTrue(motd.endsWith("Welcome.\n"), motd);
  }
}
