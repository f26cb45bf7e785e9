package io.tinyvol.tar.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Access control lists: from the text of acl(5), as archives have it, to the value that the kernel
 * keeps (include/uapi/linux/posix_acl_xattr.h): a version, then eight bytes an entry, sorted by
 * their tags and then by their ids, all little-endian.
 *
 * <p>Users and groups must be numbers, or have one in a fourth field, as star writes it: whom a
 * name means depends on the machine that made the archive.
 */
public final class AclFormat {
  private static final int VERSION = 2;
  private static final int ENTRY_BYTES = 8;
  private static final long NO_ID = 0xFFFFFFFFL;

  private static final int USER_OBJ = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OBJ = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  /** What the mode says as well. */
  private static final int MINIMAL_ENTRIES = 3;

  private AclFormat() {}

  private record Entry(int tag, int permissions, long id) {}

  /**
   * The kernel's form of a list; empty where the list says no more than the mode does.
   *
   * @throws TarException if it is malformed, or names somebody who has no number
   */
  public static byte[] fromText(byte[] text, boolean isDefault) throws TarException {
    List<Entry> entries = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("[,\n]", -1)) {
      int comment = line.indexOf('#');
      String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!entry.isEmpty()) {
        entries.add(entry(entry));
      }
    }
    if (entries.isEmpty() || (entries.size() == MINIMAL_ENTRIES && !isDefault)) {
      return new byte[0];
    }
    entries.sort(Comparator.comparingInt(Entry::tag).thenComparingLong(Entry::id));
    ByteBuffer value =
        ByteBuffer.allocate(Integer.BYTES + entries.size() * ENTRY_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(VERSION);
    for (Entry entry : entries) {
      value.putShort((short) entry.tag()).putShort((short) entry.permissions());
      value.putInt((int) entry.id());
    }
    return value.array();
  }

  /**
   * A mode as the kernel changes it when a file gets a list (fs/posix_acl.c,
   * posix_acl_equiv_mode()): the two never differ in what both say. Programs that unpack archives
   * set the mode first.
   *
   * @param list in the kernel's form; one that is malformed changes nothing
   */
  public static int modeWith(byte[] list, int mode) {
    if (list.length % ENTRY_BYTES != Integer.BYTES) {
      return mode;
    }
    ByteBuffer entries = ByteBuffer.wrap(list).order(ByteOrder.LITTLE_ENDIAN);
    int result = mode;
    boolean masked = false;
    for (int at = Integer.BYTES; at < list.length; at += ENTRY_BYTES) {
      int tag = entries.getShort(at);
      int bits = entries.getShort(at + Short.BYTES) & 07;
      if (tag == USER_OBJ) {
        result = (result & ~0700) | (bits << 6);
      } else if (tag == OTHER) {
        result = (result & ~07) | bits;
      } else if (tag == MASK || (tag == GROUP_OBJ && !masked)) {
        result = (result & ~070) | (bits << 3);
        masked |= tag == MASK;
      }
    }
    return result;
  }

  private static Entry entry(String text) throws TarException {
    String[] fields = text.split(":", -1);
    if (fields.length < 3 || fields.length > 4) {
      throw malformed(text);
    }
    String who = fields[1].strip();
    int tag =
        switch (fields[0].strip()) {
          case "user", "u" -> who.isEmpty() ? USER_OBJ : USER;
          case "group", "g" -> who.isEmpty() ? GROUP_OBJ : GROUP;
          case "mask", "m" -> MASK;
          case "other", "o" -> OTHER;
          default -> throw malformed(text);
        };
    boolean named = tag == USER || tag == GROUP;
    if (named && fields.length == 4) {
      who = fields[3].strip();
    }
    return new Entry(tag, permissions(fields[2].strip(), text), named ? id(who) : NO_ID);
  }

  private static int permissions(String letters, String entry) throws TarException {
    int bits = 0;
    for (int i = 0; i < letters.length(); i++) {
      switch (letters.charAt(i)) {
        case 'r' -> bits |= 4;
        case 'w' -> bits |= 2;
        case 'x' -> bits |= 1;
        case '-' -> {}
        default -> throw malformed(entry);
      }
    }
    return bits;
  }

  private static long id(String who) throws TarException {
    long id;
    try {
      id = TarNumber.decimal(who.getBytes(StandardCharsets.ISO_8859_1));
    } catch (TarException _) {
      throw new TarException(
          "its access control list names "
              + ShownName.of(who.getBytes(StandardCharsets.ISO_8859_1))
              + ", which has no number; make the archive with tar --numeric-owner");
    }
    if (id >= NO_ID) {
      throw new TarException("its access control list has the id " + id);
    }
    return id;
  }

  private static TarException malformed(String entry) {
    return new TarException(
        "a malformed access control list: "
            + ShownName.of(entry.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
