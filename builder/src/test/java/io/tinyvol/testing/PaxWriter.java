package io.tinyvol.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a tar in memory, in the interchange format of POSIX (pax, IEEE Std 1003.1) with the
 * records that GNU tar adds for attributes and sparse files. What it writes is whatever the test
 * says, well-formed or not.
 */
public final class PaxWriter {
  private static final int BLOCK_BYTES = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * One entry's numbers.
   *
   * @param type of the entry, a letter of ustar
   * @param mode permissions
   * @param modified seconds since 1970, with a fraction
   */
  public record Head(
      char type, int mode, long uid, long gid, BigDecimal modified, int major, int minor) {}

  /**
   * Adds an entry.
   *
   * @param path of any bytes
   * @param link the target of a link, else empty
   * @param records more records of pax
   * @param content what follows the header
   */
  public void add(
      Head head, byte[] path, byte[] link, Map<String, byte[]> records, byte[] content) {
    ByteArrayOutputStream pax = new ByteArrayOutputStream();
    record(pax, "path", path);
    if (link.length > 0) {
      record(pax, "linkpath", link);
    }
    record(pax, "uid", ascii(Long.toString(head.uid)));
    record(pax, "gid", ascii(Long.toString(head.gid)));
    record(pax, "mtime", ascii(head.modified.toPlainString()));
    records.forEach((key, value) -> record(pax, key, value));
    header(new Head('x', 0644, 0, 0, BigDecimal.ZERO, 0, 0), pax.size());
    body(pax.toByteArray());
    header(head, content.length);
    body(content);
  }

  /** The whole tar. */
  public byte[] toByteArray() {
    byte[] entries = out.toByteArray();
    return Arrays.copyOf(entries, entries.length + 2 * BLOCK_BYTES);
  }

  /** A record tells its own length. */
  private static void record(ByteArrayOutputStream pax, String key, byte[] value) {
    int rest = 1 + ascii(key).length + 1 + value.length + 1;
    int length = rest + 1;
    while (length != rest + Integer.toString(length).length()) {
      length = rest + Integer.toString(length).length();
    }
    pax.writeBytes(ascii(length + " " + key + "="));
    pax.writeBytes(value);
    pax.write('\n');
  }

  private void header(Head head, long sizeBytes) {
    byte[] block = new byte[BLOCK_BYTES];
    put(block, 0, "entry");
    put(block, 100, octal(7, head.mode));
    put(block, 108, octal(7, 0));
    put(block, 116, octal(7, 0));
    put(block, 124, octal(11, sizeBytes));
    put(block, 136, octal(11, 0));
    put(block, 148, "        ");
    block[156] = (byte) head.type;
    put(block, 257, "ustar\00000");
    put(block, 329, octal(7, head.major));
    put(block, 337, octal(7, head.minor));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    put(block, 148, octal(6, sum) + "\0 ");
    out.writeBytes(block);
  }

  private void body(byte[] bytes) {
    out.writeBytes(bytes);
    out.writeBytes(new byte[Math.floorMod(-bytes.length, BLOCK_BYTES)]);
  }

  private static String octal(int digits, long value) {
    return String.format(Locale.ROOT, "%0" + digits + "o", value);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = ascii(text);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
