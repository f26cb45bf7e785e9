package io.tinyvol.ext4.format;

import io.tinyvol.tree.EscapedText;
import java.util.Arrays;

/**
 * The name of an extended attribute: its prefix as a number, and what follows (attributes.rst).
 * Ordered as the kernel looks them up in a block: by number, length, bytes.
 *
 * @param index the number of the prefix
 * @param suffix the rest, which is not changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared in its own way
record XattrName(int index, byte[] suffix) implements Comparable<XattrName> {
  /** The number of the access control list of a file. */
  static final int ACCESS_ACL = 2;

  /** The number of the list that the files of a directory begin with. */
  static final int DEFAULT_ACL = 3;

  /** Prefixes that a name follows. */
  private enum Prefix {
    USER(1, "user."),
    TRUSTED(4, "trusted."),
    SECURITY(6, "security.");

    private final int index;
    private final String text;

    Prefix(int index, String text) {
      this.index = index;
      this.text = text;
    }
  }

  /**
   * A full name. Other names of "system." than those of access control lists have numbers too, but
   * belong to the kernel, which shows them to nobody.
   *
   * @throws NotEncodableException if its prefix has no number
   */
  static XattrName of(byte[] name) throws NotEncodableException {
    String text = EscapedText.of(name);
    if (text.equals("system.posix_acl_access")) {
      return new XattrName(ACCESS_ACL, new byte[0]);
    }
    if (text.equals("system.posix_acl_default")) {
      return new XattrName(DEFAULT_ACL, new byte[0]);
    }
    for (Prefix prefix : Prefix.values()) {
      int length = prefix.text.length();
      if (text.startsWith(prefix.text) && name.length > length) {
        return new XattrName(prefix.index, Arrays.copyOfRange(name, length, name.length));
      }
    }
    throw new NotEncodableException(
        "the extended attribute " + text + ": ext4 has no names of this kind");
  }

  boolean isAcl() {
    return index == ACCESS_ACL || index == DEFAULT_ACL;
  }

  @Override
  public int compareTo(XattrName other) {
    if (index != other.index) {
      return Integer.compare(index, other.index);
    }
    if (suffix.length != other.suffix.length) {
      return Integer.compare(suffix.length, other.suffix.length);
    }
    return Arrays.compareUnsigned(suffix, other.suffix);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof XattrName other
        && index == other.index
        && Arrays.equals(suffix, other.suffix);
  }

  @Override
  public int hashCode() {
    return 31 * index + Arrays.hashCode(suffix);
  }
}
