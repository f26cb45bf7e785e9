package io.tinyvol.service;

import java.util.UUID;

/** UUIDs as texts. */
public final class Uuids {
  private Uuids() {}

  /**
   * Reads one as RFC 9562 writes it. {@link UUID#fromString} also takes what has fewer digits.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static UUID parse(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equalsIgnoreCase(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // is said below
    }
    throw new IllegalArgumentException("not a UUID: " + text);
  }
}
