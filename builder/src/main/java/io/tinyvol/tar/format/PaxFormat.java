package io.tinyvol.tar.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The records of an extended header (POSIX.1-2017, "pax Extended Header"): {@code LENGTH
 * KEY=VALUE\n}, where the length counts all of that. Values are any bytes.
 */
public final class PaxFormat {
  private PaxFormat() {}

  /** Takes records. */
  @FunctionalInterface
  public interface Records {
    /** A record; each char of the key is one byte of it. */
    void record(String key, byte[] value) throws TarException;
  }

  /**
   * Reads all records of a header.
   *
   * @throws TarException if it is malformed
   */
  public static void decode(byte[] bytes, Records records) throws TarException {
    for (int at = 0; at < bytes.length; ) {
      int space = indexOf(bytes, (byte) ' ', at, bytes.length);
      if (space < 0) {
        throw malformed();
      }
      long length = TarNumber.decimal(bytes, at, space);
      if (length <= space - at + 1 || length > bytes.length - at) {
        throw malformed();
      }
      int end = at + (int) length;
      int equals = indexOf(bytes, (byte) '=', space + 1, end - 1);
      if (equals < 0 || bytes[end - 1] != '\n') {
        throw malformed();
      }
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1);
      records.record(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
      at = end;
    }
  }

  private static TarException malformed() {
    return new TarException("a malformed extended header");
  }

  private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
