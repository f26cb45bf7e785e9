package io.tinyvol.service;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write and read them, in powers of 1024. */
public final class Sizes {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})([KMGTP]?)(?:i?B)?");
  private static final String UNITS = "KMGTP";

  private Sizes() {}

  /**
   * The bytes that {@code text} means: {@code 4096}, {@code 64K}, {@code 2G}, {@code 1T}.
   *
   * @throws IllegalArgumentException if it is not a size
   */
  public static long parse(String text) {
    Matcher matcher = TEXT.matcher(text.toUpperCase(Locale.ROOT).replace("IB", "B"));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size: " + text + " (4096, 64K, 2G, 1T)");
    }
    int shift = matcher.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(matcher.group(2)) + 1);
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("not a size: " + text + " is too large");
    }
    return number << shift;
  }

  /** A size for people: {@code 512 B}, {@code 3.4 KiB}, {@code 1.0 TiB}. */
  public static String show(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = Math.min((63 - Long.numberOfLeadingZeros(bytes)) / 10, UNITS.length());
    double value = (double) bytes / (1L << (10 * unit));
    return String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(unit - 1));
  }
}
