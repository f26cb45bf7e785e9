package io.tinyvol.tree;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The name of a file in its folder: 1 to 255 bytes in no particular encoding, as path_resolution(7)
 * has it. Immutable; ordered as its bytes are, unsigned.
 */
public final class FileName implements Comparable<FileName> {
  /** The longest name, in bytes. */
  public static final int MAX_BYTES = 255;

  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The name of these bytes, which it takes a copy of.
   *
   * @throws IllegalArgumentException if they are no name: none or too many, a slash or a zero among
   *     them, "." or ".."
   */
  public static FileName of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** The name of the {@code length} bytes from {@code from} on, like {@link #of(byte[])}. */
  public static FileName of(byte[] bytes, int from, int length) {
    byte[] copy = Arrays.copyOfRange(bytes, from, from + length);
    check(copy);
    return new FileName(copy);
  }

  private static void check(byte[] name) {
    if (name.length == 0 || name.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a name of %d bytes, not of 1 to %d: %s"
              .formatted(name.length, MAX_BYTES, EscapedText.of(name)));
    }
    for (byte b : name) {
      if (b == 0 || b == '/') {
        throw new IllegalArgumentException(
            "no name has a slash or a zero: " + EscapedText.of(name));
      }
    }
    if (name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'))) {
      throw new IllegalArgumentException("not a name: " + EscapedText.of(name));
    }
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** One of its bytes, from 0 on. */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /** Copies its bytes into a buffer from the index {@code at} on, whose position stays. */
  public void copyTo(ByteBuffer buffer, int at) {
    buffer.put(at, bytes);
  }

  /** Whether it starts with an ASCII text. */
  public boolean startsWith(String ascii) {
    if (bytes.length < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FileName other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The name to show: what is not UTF-8, and control characters, are escaped. */
  @Override
  public String toString() {
    return EscapedText.of(bytes);
  }
}
