package io.tinyvol.tree;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Extended attributes (xattr(7)): full names such as {@code security.capability}, each with a value
 * as the kernel's system calls show it. Immutable; in the order of the names' bytes.
 */
public final class Xattrs {
  /** None. */
  public static final Xattrs NONE = new Xattrs(List.of());

  /** The longest name, in bytes, with its prefix. */
  public static final int MAX_NAME_BYTES = 255;

  /** The longest value. */
  public static final int MAX_VALUE_BYTES = 65536;

  private final List<Xattr> list;

  private Xattrs(List<Xattr> list) {
    this.list = list;
  }

  /** One of them. Neither array may be changed. */
  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  public record Xattr(byte[] name, byte[] value) {}

  /**
   * Those of a map from names to values, which must not be changed any more.
   *
   * @throws IllegalArgumentException if a name or a value is too long for the kernel
   */
  public static Xattrs of(SortedMap<FileName, byte[]> map) {
    if (map.isEmpty()) {
      return NONE;
    }
    map.forEach((name, value) -> checkValue(name.toString(), value));
    return new Xattrs(
        map.entrySet().stream().map(e -> new Xattr(e.getKey().bytes(), e.getValue())).toList());
  }

  /**
   * Those of a list, whose names differ; none of the arrays may be changed any more. Unlike those
   * of files, names of attributes may have slashes.
   *
   * @throws IllegalArgumentException if a name or a value is too long for the kernel
   */
  public static Xattrs of(List<Xattr> list) {
    if (list.isEmpty()) {
      return NONE;
    }
    for (Xattr xattr : list) {
      if (xattr.name.length == 0 || xattr.name.length > MAX_NAME_BYTES) {
        throw new IllegalArgumentException(
            "an extended attribute's name of %d bytes, not of 1 to %d: %s"
                .formatted(xattr.name.length, MAX_NAME_BYTES, EscapedText.of(xattr.name)));
      }
      checkValue(EscapedText.of(xattr.name), xattr.value);
    }
    return new Xattrs(
        list.stream().sorted((a, b) -> Arrays.compareUnsigned(a.name, b.name)).toList());
  }

  private static void checkValue(String name, byte[] value) {
    if (value.length > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "the extended attribute %s has %d bytes; %d are possible"
              .formatted(name, value.length, MAX_VALUE_BYTES));
    }
  }

  /** A map to collect them in. */
  public static SortedMap<FileName, byte[]> collector() {
    return new TreeMap<>();
  }

  /** All of them, by name. */
  public List<Xattr> list() {
    return Collections.unmodifiableList(list);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return list.isEmpty();
  }

  @Override
  public boolean equals(Object o) {
    if (!(o instanceof Xattrs other) || list.size() != other.list.size()) {
      return false;
    }
    for (int i = 0; i < list.size(); i++) {
      Xattr mine = list.get(i);
      Xattr theirs = other.list.get(i);
      if (!Arrays.equals(mine.name, theirs.name) || !Arrays.equals(mine.value, theirs.value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Xattr xattr : list) {
      hash = 31 * (31 * hash + Arrays.hashCode(xattr.name)) + Arrays.hashCode(xattr.value);
    }
    return hash;
  }
}
