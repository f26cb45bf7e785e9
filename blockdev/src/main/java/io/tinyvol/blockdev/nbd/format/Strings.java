package io.tinyvol.blockdev.nbd.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts as the protocol has them ("Conventions"): UTF-8 of a bounded length. */
final class Strings {
  private Strings() {}

  /** As much of a text as fits, in whole characters. */
  static byte[] cut(String text, int maxBytes) {
    byte[] bytes = text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= maxBytes) {
      return bytes;
    }
    int end = maxBytes;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
