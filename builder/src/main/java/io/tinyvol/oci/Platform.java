package io.tinyvol.oci;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an image is for.
 *
 * @param os the operating system, as Go calls it
 * @param architecture the processor, as Go calls it
 * @param variant a kind of it, or "" for any
 */
public record Platform(String os, String architecture, String variant) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]+");

  /**
   * Reads {@code OS/ARCHITECTURE[/VARIANT]}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          "not a platform, such as linux/amd64 or linux/arm/v7: " + text);
    }
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw new IllegalArgumentException(
            "not a platform, such as linux/amd64 or linux/arm/v7: " + text);
      }
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /** Linux on this machine's processor. */
  public static Platform ofHost() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return new Platform(
        "linux",
        switch (arch) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case "x86", "i386", "i686" -> "386";
          default -> arch;
        },
        "");
  }

  /** Whether an image for {@code other} is what is wanted. What an image does not say fits. */
  boolean accepts(Platform other) {
    return fits(os, other.os)
        && fits(architecture, other.architecture)
        && (variant.isEmpty() || fits(normal(this), normal(other)));
  }

  private static boolean fits(String wanted, String there) {
    return there.isEmpty() || wanted.equals(there);
  }

  /** The only variant of arm64 for long was v8, and most leave it out. */
  private static String normal(Platform platform) {
    boolean usual = platform.architecture.equals("arm64") && platform.variant.isEmpty();
    return usual ? "v8" : platform.variant;
  }

  @Override
  public String toString() {
    return variant.isEmpty() ? os + "/" + architecture : os + "/" + architecture + "/" + variant;
  }
}
