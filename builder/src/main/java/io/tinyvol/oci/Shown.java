package io.tinyvol.oci;

import io.tinyvol.tree.EscapedText;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** Text from an image for messages: escaped and not too long. */
final class Shown {
  private static final int MAX_CHARS = 128;
  private static final int MAX_ITEMS = 20;

  private Shown() {}

  static String text(String text) {
    String some = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "…" : text;
    return EscapedText.of(some.getBytes(StandardCharsets.UTF_8));
  }

  static String list(Collection<String> texts) {
    String list =
        texts.stream()
            .distinct()
            .limit(MAX_ITEMS)
            .map(Shown::text)
            .collect(Collectors.joining(", "));
    return texts.size() > MAX_ITEMS ? list + ", …" : list;
  }
}
