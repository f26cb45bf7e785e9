package io.tinyvol.tar.format;

/** Numbers in tar archives: octal text, GNU's base 256, and decimal text in extended headers. */
public final class TarNumber {
  private static final int BASE_256 = 0x80;
  private static final int NEGATIVE = 0x40;

  private TarNumber() {}

  /**
   * A number of a header's field; an empty field is 0.
   *
   * @throws TarException if it is none, or not one of 64 bits
   */
  public static long inField(byte[] block, int at, int length) throws TarException {
    return (block[at] & BASE_256) != 0 ? base256(block, at, length) : octal(block, at, length);
  }

  private static long base256(byte[] block, int at, int length) throws TarException {
    boolean negative = (block[at] & NEGATIVE) != 0;
    // The mark is the highest bit of all; in a negative number it is a bit of the sign as well.
    long value = negative ? block[at] : block[at] & (NEGATIVE - 1);
    for (int i = at + 1; i < at + length; i++) {
      if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
        throw new TarException("a number of more than 64 bits");
      }
      value = value << 8 | (block[i] & 0xff);
    }
    return value;
  }

  private static long octal(byte[] block, int at, int length) throws TarException {
    int i = at;
    int end = at + length;
    while (i < end && block[i] == ' ') {
      i++;
    }
    long value = 0;
    for (; i < end && block[i] != ' ' && block[i] != 0; i++) {
      if (block[i] < '0' || block[i] > '7') {
        throw new TarException("a number that is not octal");
      }
      value = value << 3 | block[i] - '0';
    }
    return value;
  }

  /**
   * A decimal number without sign.
   *
   * @throws TarException if it is none, or too large
   */
  public static long decimal(byte[] text) throws TarException {
    return decimal(text, 0, text.length);
  }

  static long decimal(byte[] text, int from, int to) throws TarException {
    if (from >= to) {
      throw new TarException("a number without digits");
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new TarException("a number that is not decimal");
      }
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw new TarException("a number of more than 64 bits");
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
