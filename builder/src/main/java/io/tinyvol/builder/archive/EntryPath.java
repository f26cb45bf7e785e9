package io.tinyvol.builder.archive;

import io.tinyvol.builder.exclude.Exclusions;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.FileName;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of an entry, taken apart.
 *
 * @param parents the names of the folders above it, the root's first
 * @param last its own name, or null for the root
 */
record EntryPath(List<FileName> parents, @Nullable FileName last) {
  /** PATH_MAX: a longer one could not be opened. */
  private static final int MAX_BYTES = 4096;

  /**
   * Reads a name; "." and empty parts mean nothing.
   *
   * @throws TarException if it is empty, too long, absolute, leads upwards or has a part that is no
   *     name
   */
  static EntryPath parse(byte[] name) throws TarException {
    if (name.length == 0) {
      throw new TarException("an entry without a name");
    }
    if (name.length > MAX_BYTES) {
      throw TarException.of(name, "its name is longer than " + MAX_BYTES + " bytes");
    }
    if (name[0] == '/') {
      throw TarException.of(name, "its name is absolute; make the archive with relative names");
    }
    List<FileName> parts = new ArrayList<>();
    int from = 0;
    for (int to = 0; to <= name.length; to++) {
      if (to == name.length || name[to] == '/') {
        if (isParent(name, from, to)) {
          throw TarException.of(name, "its name has '..', which could lead out of the root");
        }
        if (to > from && !(to == from + 1 && name[from] == '.')) {
          parts.add(part(name, from, to));
        }
        from = to + 1;
      }
    }
    return parts.isEmpty()
        ? new EntryPath(parts, null)
        : new EntryPath(parts.subList(0, parts.size() - 1), parts.getLast());
  }

  private static boolean isParent(byte[] name, int from, int to) {
    return to - from == 2 && name[from] == '.' && name[from + 1] == '.';
  }

  private static FileName part(byte[] name, int from, int to) throws TarException {
    try {
      return FileName.of(name, from, to - from);
    } catch (IllegalArgumentException e) {
      throw TarException.of(name, e);
    }
  }

  /** Whether it is left out, or a folder above it is. */
  boolean isExcluded(Exclusions exclusions, boolean isFolder) {
    return last != null && !exclusions.isEmpty() && exclusions.hides(bytes(), isFolder);
  }

  private byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (FileName parent : parents) {
      bytes.writeBytes(parent.bytes());
      bytes.write('/');
    }
    if (last != null) {
      bytes.writeBytes(last.bytes());
    }
    return bytes.toByteArray();
  }
}
