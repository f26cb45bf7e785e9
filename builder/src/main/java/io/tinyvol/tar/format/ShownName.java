package io.tinyvol.tar.format;

import io.tinyvol.tree.EscapedText;
import java.util.Arrays;

/** Names for messages: escaped, and short enough for a line whatever a hostile archive has. */
public final class ShownName {
  private static final int MAX_BYTES = 128;

  private ShownName() {}

  /** A name to show. */
  public static String of(byte[] name) {
    if (name.length <= MAX_BYTES) {
      return EscapedText.of(name);
    }
    return EscapedText.of(Arrays.copyOf(name, MAX_BYTES)) + "… (" + name.length + " bytes)";
  }
}
