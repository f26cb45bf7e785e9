package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.testing.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd says of the unit; it need not run for that. */
class SystemdUnitTest {
  private static final Path REPO = Path.of(System.getProperty("io.tinyvol.repo", ".."));

  /** Tenths; systemd calls what is below 2 safe. */
  private static final String MOST_EXPOSURE = "19";

  @TempDir Path folder;
  private String text;
  private Path unit;

  @BeforeEach
  void readUnit() throws Exception {
    text = Files.readString(REPO.resolve("packaging/systemd/tinyvol.service"));
    // The command is not installed here.
    String runnable = text.replace("ExecStart=/usr/bin/tinyvol ", "ExecStart=/bin/true ");
    unit = Files.writeString(folder.resolve("tinyvol.service"), runnable);
  }

  @Test
  void isUnderstood() throws Exception {
    assertEquals("", Commands.run("systemd-analyze", "verify", "--man=no", unit.toString()));
  }

  @Test
  void exposesLittle() throws Exception {
    String report =
        Commands.run(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--no-pager",
            "--threshold=" + MOST_EXPOSURE,
            unit.toString());
    assertTrue(report.contains("Overall exposure level"), report);
  }

  @Test
  void waitsLongEnoughForTheEnd() {
    int stop = number("^ExecStart=.*--stop-timeout ([0-9]+)$");
    int patience = number("^TimeoutStopSec=([0-9]+)$");
    assertTrue(2 * stop + Problems.CANCEL_SECONDS < patience, stop + " and " + patience);
  }

  private int number(String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    assertTrue(matcher.find(), pattern);
    return Integer.parseInt(matcher.group(1));
  }
}
