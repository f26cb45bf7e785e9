package io.tinyvol.volume.check;

import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The damaged pieces of content that a check has met, by digest, with how it shows. */
final class Damage {
  /** A store that is damaged through and through need not be listed to the end. */
  private static final int MAX_LISTED = 10_000;

  private final Map<Digest, String> nodes = new LinkedHashMap<>();
  private final Map<Digest, String> chunks = new LinkedHashMap<>();

  void node(Digest digest, IOException why) {
    note(nodes, digest, why);
  }

  void chunk(Digest digest, IOException why) {
    note(chunks, digest, why);
  }

  private static void note(Map<Digest, String> map, Digest digest, IOException why) {
    if (map.size() < MAX_LISTED) {
      map.putIfAbsent(digest, String.valueOf(why.getMessage()));
    }
  }

  Map<Digest, String> nodes() {
    return nodes;
  }

  Map<Digest, String> chunks() {
    return chunks;
  }

  boolean isNone() {
    return nodes.isEmpty() && chunks.isEmpty();
  }
}
