package io.tinyvol.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version of this program. */
public final class Version {
  private Version() {}

  /** The version, as it was packaged. */
  public static String text() throws IOException {
    try (InputStream version = Version.class.getResourceAsStream("version.txt")) {
      Objects.requireNonNull(version, "packaged with the class");
      return new String(version.readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
  }
}
