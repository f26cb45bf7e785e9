package io.tinyvol.cli.command;

import java.util.Map;
import java.util.stream.Collectors;

/** Labels as people read them. */
final class LabelText {
  private LabelText() {}

  /** K=V,K=V, or a dash where there are none. */
  static String of(Map<String, String> labels) {
    return labels.isEmpty()
        ? "-"
        : labels.entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }
}
