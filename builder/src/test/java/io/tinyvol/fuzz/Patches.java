package io.tinyvol.fuzz;

import java.util.Arrays;

/**
 * Changes of a sound file, so that inputs stay small. Each is a byte of flags, three bytes of a
 * place, the number of its bytes, and these. With the first flag a place counts all bytes, else
 * those of lines of sixteen that are not zeros, for most of a file system is.
 */
public final class Patches {
  private static final int LINE_BYTES = 16;
  private static final int HEADER_BYTES = 5;

  private final byte[] sound;
  private final int[] lines;

  /** Of this file. */
  public Patches(byte[] sound) {
    this.sound = sound.clone();
    this.lines = lines(sound);
  }

  private static int[] lines(byte[] bytes) {
    int[] found = new int[bytes.length / LINE_BYTES];
    int count = 0;
    byte[] zeros = new byte[LINE_BYTES];
    for (int at = 0; at + LINE_BYTES <= bytes.length; at += LINE_BYTES) {
      if (!Arrays.equals(bytes, at, at + LINE_BYTES, zeros, 0, LINE_BYTES)) {
        found[count++] = at;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** A copy with the changes that follow in an input. */
  public byte[] apply(byte[] input, int from) {
    byte[] bytes = sound.clone();
    int at = from;
    while (at + HEADER_BYTES <= input.length) {
      int place =
          Byte.toUnsignedInt(input[at + 1])
              | Byte.toUnsignedInt(input[at + 2]) << 8
              | Byte.toUnsignedInt(input[at + 3]) << 16;
      int to = (input[at] & 1) != 0 ? place % bytes.length : inLines(place);
      int length = Byte.toUnsignedInt(input[at + 4]);
      at += HEADER_BYTES;
      length = Math.min(length, Math.min(input.length - at, bytes.length - to));
      System.arraycopy(input, at, bytes, to, length);
      at += length;
    }
    return bytes;
  }

  private int inLines(int place) {
    return lines[place / LINE_BYTES % lines.length] + place % LINE_BYTES;
  }
}
