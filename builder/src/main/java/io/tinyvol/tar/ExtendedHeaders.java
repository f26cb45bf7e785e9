package io.tinyvol.tar;

import io.tinyvol.tar.format.PaxFormat;
import io.tinyvol.tar.format.SparseMap;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tar.format.TarNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What headers before an entry's own say of it, and what global ones say of all entries. */
final class ExtendedHeaders {
  /** Room for several extended attributes of the greatest size. */
  static final int MAX_BYTES = 4 << 20;

  private static final String SPARSE = "GNU.sparse.";

  /** What can only be said of one entry. */
  private static final Set<String> NEVER_GLOBAL = Set.of("path", "linkpath", "size");

  private final Map<String, byte[]> globals = new HashMap<>();
  private final Map<String, byte[]> locals = new HashMap<>();
  private long globalBytes;
  private long localBytes;
  private boolean pending;
  private byte @Nullable [] longName;
  private byte @Nullable [] longLinkName;
  private @Nullable SparseMap pieces;
  private long pieceOffset;

  /** Whether an entry must follow. */
  boolean isPending() {
    return pending;
  }

  /** The entry that they are about has been read. */
  void forget() {
    pending = false;
    locals.clear();
    localBytes = 0;
    longName = null;
    longLinkName = null;
    pieces = null;
    pieceOffset = -1;
  }

  void addGlobal(byte[] header) throws TarException {
    globalBytes = bounded(globalBytes + header.length);
    PaxFormat.decode(
        header,
        (key, value) -> {
          if (NEVER_GLOBAL.contains(key) || key.startsWith(SPARSE)) {
            throw new TarException("a global header that gives all entries the same " + key);
          }
          put(globals, key, value);
        });
  }

  void addLocal(byte[] header) throws TarException {
    pending = true;
    localBytes = bounded(localBytes + header.length);
    PaxFormat.decode(header, this::addLocal);
  }

  /** Together, for the time that they count; a stream of thousands is not a use of them. */
  private static long bounded(long bytes) throws TarException {
    if (bytes > MAX_BYTES) {
      throw new TarException("extended headers of more than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }

  private void addLocal(String key, byte[] value) throws TarException {
    // In the oldest form (0.0) the map is these two keys again and again.
    switch (key) {
      case "GNU.sparse.offset" -> pieceOffset = TarNumber.decimal(value);
      case "GNU.sparse.numbytes" -> {
        if (pieceOffset < 0) {
          throw new TarException("a map of a sparse file without offsets");
        }
        pieces().add(pieceOffset, TarNumber.decimal(value));
        pieceOffset = -1;
      }
      case "GNU.sparse.map" -> addPieces(value);
      default -> put(locals, key, value);
    }
  }

  /** Form 0.1: numbers with commas. */
  private void addPieces(byte[] list) throws TarException {
    long offset = -1;
    for (int from = 0; from < list.length; ) {
      int to = from;
      while (to < list.length && list[to] != ',') {
        to++;
      }
      long number = TarNumber.decimal(Arrays.copyOfRange(list, from, to));
      if (offset < 0) {
        offset = number;
      } else {
        pieces().add(offset, number);
        offset = -1;
      }
      from = to + 1;
    }
    if (offset >= 0) {
      throw new TarException("a map of a sparse file that ends with an offset");
    }
  }

  private SparseMap pieces() {
    if (pieces == null) {
      pieces = new SparseMap();
    }
    return pieces;
  }

  /** An empty value takes back what was said before, but extended attributes may be empty. */
  private static void put(Map<String, byte[]> map, String key, byte[] value) {
    if (value.length == 0 && !XattrKeys.isXattr(key)) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  void setLongName(byte[] name) {
    pending = true;
    longName = name;
  }

  void setLongLinkName(byte[] name) {
    pending = true;
    longLinkName = name;
  }

  /** The value of a key, or null. */
  byte @Nullable [] value(String key) {
    byte[] local = locals.get(key);
    return local != null ? local : globals.get(key);
  }

  boolean has(String key) {
    return value(key) != null;
  }

  boolean is(String key, String ascii) {
    byte[] value = value(key);
    return value != null && Arrays.equals(value, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** The number of a key, or what the header has where there is none. */
  long number(String key, long inHeader) throws TarException {
    byte[] value = value(key);
    if (value == null) {
      return inHeader;
    }
    try {
      return TarNumber.decimal(value);
    } catch (TarException e) {
      throw new TarException("its " + key + " is " + e.getMessage());
    }
  }

  byte[] name(byte[] inHeader) {
    return first(value("GNU.sparse.name"), value("path"), longName, inHeader);
  }

  byte[] linkName(byte[] inHeader) {
    return first(value("linkpath"), longLinkName, null, inHeader);
  }

  private static byte[] first(
      byte @Nullable [] a, byte @Nullable [] b, byte @Nullable [] c, byte[] last) {
    return a != null ? a : b != null ? b : c != null ? c : last;
  }

  /** The map of a sparse file that stands in the headers, or null. */
  @Nullable SparseMap sparseMap() {
    return pieces;
  }

  /** All that is said, the entry's own last. */
  Map<String, byte[]> all() {
    if (globals.isEmpty()) {
      return locals;
    }
    Map<String, byte[]> all = new HashMap<>(globals);
    all.putAll(locals);
    return all;
  }
}
