package io.tinyvol.tar.format;

/**
 * A time of an extended header: decimal seconds since 1970, perhaps with a sign and a fraction.
 *
 * @param seconds the whole seconds, rounded down
 * @param nanos the nanoseconds from there on
 */
public record TarTime(long seconds, int nanos) {
  private static final int NANO_DIGITS = 9;
  private static final int NANOS = 1_000_000_000;

  /**
   * Reads a time; what is finer than a nanosecond is cut off, towards the past.
   *
   * @throws TarException if it is none
   */
  public static TarTime parse(byte[] text) throws TarException {
    boolean negative = text.length > 0 && text[0] == '-';
    int start = negative ? 1 : 0;
    int point = start;
    while (point < text.length && text[point] != '.') {
      point++;
    }
    long seconds = TarNumber.decimal(text, start, point);
    int nanos = 0;
    boolean more = false;
    for (int i = 0; i < Math.max(NANO_DIGITS, text.length - point - 1); i++) {
      int at = point + 1 + i;
      int digit = at < text.length ? text[at] - '0' : 0;
      if (digit < 0 || digit > 9) {
        throw new TarException("a time that is no number");
      }
      if (i < NANO_DIGITS) {
        nanos = nanos * 10 + digit;
      } else {
        more |= digit != 0;
      }
    }
    return negative ? before1970(seconds, nanos + (more ? 1 : 0)) : new TarTime(seconds, nanos);
  }

  private static TarTime before1970(long seconds, int nanos) {
    return nanos == 0
        ? new TarTime(-seconds, 0)
        : new TarTime(-seconds - 1, Math.floorMod(-nanos, NANOS));
  }
}
