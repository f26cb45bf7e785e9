package io.tinyvol.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Makes archives that no tar program makes. Each char of a name is one byte. */
public final class TarMaker {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A header in the format of POSIX, whose fields are as given. */
  public TarMaker header(char type, String name, String linkName, long size) {
    return header(type, name, linkName, size, 0, 0);
  }

  public TarMaker header(char type, String name, String link, long size, long major, long minor) {
    byte[] block = new byte[BLOCK];
    put(block, 0, latin1(name));
    put(block, 100, octal(0644, 7));
    put(block, 108, octal(0, 7));
    put(block, 116, octal(0, 7));
    put(block, 124, octal(size, 11));
    put(block, 136, octal(1, 11));
    block[156] = (byte) type;
    put(block, 157, latin1(link));
    put(block, 257, latin1("ustar\00000"));
    put(block, 329, octal(major, 7));
    put(block, 337, octal(minor, 7));
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, octal(sum, 6));
    out.writeBytes(block);
    return this;
  }

  public TarMaker file(String name, String content) {
    return header('0', name, "", content.length()).content(latin1(content));
  }

  public TarMaker folder(String name) {
    return header('5', name, "", 0);
  }

  public TarMaker symlink(String name, String target) {
    return header('2', name, target, 0);
  }

  public TarMaker link(String name, String target) {
    return header('1', name, target, 0);
  }

  /** An extended header with records of keys and values. */
  public TarMaker pax(String... pairs) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      String record = " " + pairs[i] + "=" + pairs[i + 1] + "\n";
      int length = record.length();
      while (length != record.length() + Integer.toString(length).length()) {
        length = record.length() + Integer.toString(length).length();
      }
      records.writeBytes(latin1(length + record));
    }
    return header('x', "pax", "", records.size()).content(records.toByteArray());
  }

  /** Content, filled up to a block. */
  public TarMaker content(byte[] bytes) {
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & (BLOCK - 1)]);
    return this;
  }

  /** What there is so far. */
  public byte[] unfinished() {
    return out.toByteArray();
  }

  /** The archive with its end. */
  public byte[] finish() {
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static void put(byte[] block, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static byte[] octal(long value, int digits) {
    String format = "%0" + digits + "o";
    return latin1(String.format(Locale.ROOT, format, value));
  }

  public static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
