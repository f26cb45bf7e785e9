package io.tinyvol.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The parameters behind a target's question mark. */
final class Query {
  private final StringBuilder text = new StringBuilder();

  Query add(String name, String value) {
    text.append(text.isEmpty() ? '?' : '&')
        .append(name)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    return this;
  }

  String of(String path) {
    return path + text;
  }
}
