package io.tinyvol.builder.archive;

import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.FileName;
import java.nio.charset.StandardCharsets;

/**
 * Entries of a layer that say what of the layers below is gone (OCI image specification, layer.md,
 * "Whiteouts"): {@code .wh.NAME} takes a name away, {@code .wh..wh..opq} all that is in its folder.
 * Other names that start with {@code .wh..wh.} are AUFS's own and mean nothing here.
 */
final class Whiteouts {
  private static final String PREFIX = ".wh.";
  private static final String OWN_PREFIX = ".wh..wh.";
  private static final FileName OPAQUE =
      FileName.of(".wh..wh..opq".getBytes(StandardCharsets.US_ASCII));

  private Whiteouts() {}

  /** Takes away what an entry says; whether it was one that does. */
  static boolean apply(TreeEditor editor, byte[] entryName, EntryPath path) throws TarException {
    FileName last = path.last();
    if (last == null) {
      return false;
    }
    if (path.parents().stream().anyMatch(parent -> parent.startsWith(OWN_PREFIX))) {
      return true;
    }
    if (last.equals(OPAQUE)) {
      editor.makeOpaque(entryName, path.parents());
      return true;
    }
    if (last.startsWith(OWN_PREFIX)) {
      return true;
    }
    if (!last.startsWith(PREFIX)) {
      return false;
    }
    byte[] bytes = last.bytes();
    try {
      FileName hidden = FileName.of(bytes, PREFIX.length(), bytes.length - PREFIX.length());
      editor.whiteOut(entryName, path.parents(), hidden);
    } catch (IllegalArgumentException e) {
      throw TarException.of(entryName, e);
    }
    return true;
  }
}
