package io.tinyvol.tar;

import io.tinyvol.tar.TarEntry.Kind;
import io.tinyvol.tar.format.SparseMap;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tar.format.TarHeader;
import io.tinyvol.tar.format.TarTime;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.Xattrs;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts an entry together from its header and what the headers before it say. */
final class EntryDecoder {
  private static final int PERMISSION_BITS = 07777;
  private static final long MAX_ID = 0xFFFFFFFFL;

  /** Both mean that nobody recoded the names, which we never do. */
  private static final Set<String> CHARSETS = Set.of("BINARY", "ISO-IR 10646 2000 UTF-8");

  private EntryDecoder() {}

  /**
   * The entry of a header.
   *
   * @param pieces the map of a sparse file, or null
   * @param sizeBytes how long the file is, where it is one
   */
  static TarEntry decode(
      TarHeader header, ExtendedHeaders extended, @Nullable SparseMap pieces, long sizeBytes)
      throws TarException {
    checkCharset(extended);
    byte[] name = extended.name(header.name());
    Kind kind = kind(header.type(), name);
    boolean link = kind == Kind.SYMLINK || kind == Kind.HARD_LINK;
    return new TarEntry(
        name,
        kind,
        attributes(header, extended),
        link ? extended.linkName(header.linkName()) : new byte[0],
        header.deviceMajor(),
        header.deviceMinor(),
        kind == Kind.FILE ? sizeBytes : 0,
        pieces);
  }

  private static Kind kind(char type, byte[] name) throws TarException {
    return switch (type) {
      // Unix V7 had no type for folders.
      case '0', '\0', '7' -> endsWithSlash(name) ? Kind.FOLDER : Kind.FILE;
      case 'S' -> Kind.FILE;
      case '1' -> Kind.HARD_LINK;
      case '2' -> Kind.SYMLINK;
      case '3' -> Kind.CHARACTER_DEVICE;
      case '4' -> Kind.BLOCK_DEVICE;
      case '5', 'D' -> Kind.FOLDER;
      case '6' -> Kind.FIFO;
      case 'M' -> throw new TarException("the archive has several volumes; join them first");
      default ->
          throw new TarException(
              type > ' ' && type <= '~'
                  ? "an entry of the unknown type '" + type + "'"
                  : "an entry of the unknown type " + (int) type);
    };
  }

  private static boolean endsWithSlash(byte[] name) {
    return name.length > 0 && name[name.length - 1] == '/';
  }

  private static void checkCharset(ExtendedHeaders extended) throws TarException {
    if (extended.has("hdrcharset")
        && CHARSETS.stream().noneMatch(known -> extended.is("hdrcharset", known))) {
      throw new TarException("names in an unknown character set (hdrcharset)");
    }
    if (extended.has("SCHILY.realsize")) {
      throw new TarException("a sparse file in star's own form; make the archive with GNU tar");
    }
  }

  private static Attributes attributes(TarHeader header, ExtendedHeaders extended)
      throws TarException {
    TarTime modified = new TarTime(header.modifiedSeconds(), 0);
    byte[] precise = extended.value("mtime");
    if (precise != null) {
      modified = TarTime.parse(precise);
    }
    Xattrs xattrs = XattrKeys.xattrs(extended.all());
    return new Attributes(
        XattrKeys.modeWith(xattrs, (int) header.mode() & PERMISSION_BITS),
        id("owner", extended.number("uid", header.uid())),
        id("group", extended.number("gid", header.gid())),
        modified.seconds(),
        modified.nanos(),
        xattrs);
  }

  private static long id(String what, long id) throws TarException {
    if (id < 0 || id > MAX_ID) {
      throw new TarException("the %s %d, and %d is the greatest".formatted(what, id, MAX_ID));
    }
    return id;
  }
}
