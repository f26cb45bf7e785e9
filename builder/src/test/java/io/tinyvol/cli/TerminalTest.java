package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a terminal, a build shows how far it is, and nothing of it stays. */
class TerminalTest {
  @TempDir Path folder;

  @Test
  void buildShowsHowMuchIsRead() throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    for (int i = 0; i < 40; i++) {
      Files.write(tree.resolve("f" + i), Trees.noise(new Random(i), 1 << 20));
    }
    Path tar = folder.resolve("tree.tar");
    Commands.run("tar", "-cf", tar.toString(), "-C", tree.toString(), ".");
    String fromFolder = shown("", "build", "v", "--from-dir", tree);
    assertShows("reading files  \\d+ MiB  \\d+\\.\\d MiB/s", fromFolder);
    assertShows("reading +\\d+% .* \\d+/4\\d MiB", shown("", "build", "w", "--from-tar", tar));
    String fromPipe = shown("cat '" + tar + "' | ", "build", "x", "--from-tar", "-");
    assertShows("reading  \\d+ MiB  \\d+\\.\\d MiB/s", fromPipe);
    String quiet = shown("", "build", "y", "--from-tar", tar, "--no-progress");
    assertFalse(quiet.contains("reading"), quiet);
  }

  private static void assertShows(String pattern, String shown) {
    assertTrue(Pattern.compile(pattern).matcher(shown).find(), shown);
    // The bar goes; the last line is the result.
    assertTrue(shown.stripTrailing().matches("(?s).*\\R[^\\r\\n]*[vwx]: [^\\r\\n]* s"), shown);
  }

  /** What appears on a terminal while the command runs on it. */
  private String shown(String before, Object... args) throws Exception {
    StringBuilder line = new StringBuilder(before);
    ProcessBuilder command = new TestCommand(folder.resolve("store")).process(args);
    command.command().forEach(word -> line.append('\'').append(word).append("' "));
    return Commands.run("script", "-q", "-e", "-c", line.toString(), "/dev/null");
  }
}
