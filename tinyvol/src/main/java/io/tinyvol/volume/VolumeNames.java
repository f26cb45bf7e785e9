package io.tinyvol.volume;

import java.util.regex.Pattern;

/** What a volume may be called. */
public final class VolumeNames {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private VolumeNames() {}

  /** Whether a volume may be called so. */
  public static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  /**
   * Gives {@code name} back if it is a valid one.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static String check(String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "not a volume name: '"
              + name
              + "': up to 128 letters, digits and . _ - are, a letter or digit first");
    }
    return name;
  }
}
