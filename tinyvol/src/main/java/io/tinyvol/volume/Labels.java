package io.tinyvol.volume;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What may be noted on a volume: at most {@link #MAX_COUNT} labels, each a key and a value of at
 * most {@link #MAX_VALUE_BYTES} bytes of UTF-8 without control characters. Heads that older
 * programs wrote may have others, which stay as they are until the labels are changed.
 */
public final class Labels {
  /** The most labels that a volume can have. */
  public static final int MAX_COUNT = 64;

  /** The longest value, in bytes of UTF-8. */
  public static final int MAX_VALUE_BYTES = 1024;

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");
  private static final int SHOWN_CHARACTERS = 60;

  private Labels() {}

  /**
   * Gives {@code labels} back if a volume can have them.
   *
   * @throws IllegalArgumentException if not; its message shows what is wrong
   */
  public static SortedMap<String, String> check(SortedMap<String, String> labels) {
    if (labels.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          labels.size() + " labels: a volume can have " + MAX_COUNT + " at most");
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      checkKey(label.getKey());
      checkValue(label.getKey(), label.getValue());
    }
    return labels;
  }

  /**
   * Gives {@code key} back if a label can have it.
   *
   * @throws IllegalArgumentException if not
   */
  public static String checkKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "not a label's key: '"
              + shown(key)
              + "': up to 128 letters, digits and . _ / - are, a letter or digit first");
    }
    return key;
  }

  private static void checkValue(String key, String value) {
    if (value.codePoints().anyMatch(Labels::isNoText)) {
      throw new IllegalArgumentException(
          "not a label's value: " + key + "='" + shown(value) + "': has control characters");
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "not a label's value: %s='%s': %d bytes, it can have %d at most"
              .formatted(key, shown(value), bytes, MAX_VALUE_BYTES));
    }
  }

  /** Control characters, and halves of surrogate pairs, which UTF-8 has no bytes for. */
  private static boolean isNoText(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL || type == Character.SURROGATE;
  }

  /** For a message, which is one line that changes no terminal. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARACTERS)
        .forEach(
            c -> {
              if (isNoText(c)) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > SHOWN_CHARACTERS
        ? shown.append('…').toString()
        : shown.toString();
  }
}
