package io.tinyvol.tar.format;

import static io.tinyvol.tar.format.TarLayout.CHECKSUM;
import static io.tinyvol.tar.format.TarLayout.CHECKSUM_BYTES;
import static io.tinyvol.tar.format.TarLayout.ID_BYTES;
import static io.tinyvol.tar.format.TarLayout.LONG_BYTES;
import static io.tinyvol.tar.format.TarLayout.NAME_BYTES;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Header blocks of Unix V7, POSIX (ustar and pax) and GNU tar. Texts end at a zero or with their
 * field.
 */
public final class TarHeaderFormat {
  /** Everything in an archive is whole blocks of this size. */
  public static final int BLOCK_BYTES = TarLayout.BLOCK_BYTES;

  private static final byte[] POSIX = ascii("ustar\0");
  private static final byte[] GNU = ascii("ustar ");
  private static final byte[] STAR = ascii("tar\0");

  private TarHeaderFormat() {}

  /** Whether a block is all zeros, as two are at the archive's end. */
  public static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a block's checksum holds, which tells headers from anything else. */
  public static boolean isHeader(byte[] block) {
    long expected;
    try {
      expected = TarNumber.inField(block, CHECKSUM, CHECKSUM_BYTES);
    } catch (TarException _) {
      return false;
    }
    // Some old programs summed signed bytes.
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      int b = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES ? ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    return expected == unsigned || expected == signed;
  }

  /**
   * Reads a header block.
   *
   * @throws TarException if the checksum or a number is wrong
   */
  public static TarHeader decode(byte[] block) throws TarException {
    if (!isHeader(block)) {
      throw new TarException("a damaged header: its checksum is wrong");
    }
    boolean posix = hasMagic(block, POSIX);
    byte[] name = text(block, TarLayout.NAME, NAME_BYTES);
    if (posix) {
      name = withPrefix(block, name);
    }
    try {
      boolean devices = posix || hasMagic(block, GNU);
      return new TarHeader(
          (char) (block[TarLayout.TYPE] & 0xff),
          name,
          text(block, TarLayout.LINK_NAME, NAME_BYTES),
          TarNumber.inField(block, TarLayout.MODE, ID_BYTES),
          TarNumber.inField(block, TarLayout.UID, ID_BYTES),
          TarNumber.inField(block, TarLayout.GID, ID_BYTES),
          TarNumber.inField(block, TarLayout.SIZE, LONG_BYTES),
          TarNumber.inField(block, TarLayout.MODIFIED, LONG_BYTES),
          devices ? TarNumber.inField(block, TarLayout.DEVICE_MAJOR, ID_BYTES) : 0,
          devices ? TarNumber.inField(block, TarLayout.DEVICE_MINOR, ID_BYTES) : 0);
    } catch (TarException e) {
      throw TarException.of(name, "its header has " + e.getMessage());
    }
  }

  private static byte[] withPrefix(byte[] block, byte[] name) {
    boolean star = equalAt(block, TarLayout.STAR_MAGIC, STAR);
    byte[] prefix =
        text(block, TarLayout.PREFIX, star ? TarLayout.STAR_PREFIX_BYTES : TarLayout.PREFIX_BYTES);
    if (prefix.length == 0) {
      return name;
    }
    byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    whole[prefix.length] = '/';
    System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
    return whole;
  }

  /** The real size of a file that has GNU's old map of pieces in its header. */
  public static long sparseFileBytes(byte[] block) throws TarException {
    return TarNumber.inField(block, TarLayout.SPARSE_REAL_SIZE, LONG_BYTES);
  }

  /** Adds the pieces in a header to the map; whether a block of more follows. */
  public static boolean piecesOfHeader(byte[] block, SparseMap map) throws TarException {
    pieces(block, TarLayout.SPARSE, TarLayout.SPARSE_PIECES, map);
    return block[TarLayout.SPARSE_EXTENDED] != 0;
  }

  /** Adds the pieces in a block behind the header to the map; whether one more follows. */
  public static boolean morePieces(byte[] block, SparseMap map) throws TarException {
    pieces(block, 0, TarLayout.MORE_PIECES, map);
    return block[TarLayout.MORE_EXTENDED] != 0;
  }

  private static void pieces(byte[] block, int at, int count, SparseMap map) throws TarException {
    for (int i = 0; i < count; i++) {
      int offset = at + i * 2 * LONG_BYTES;
      int length = offset + LONG_BYTES;
      if (block[length] == 0) {
        return;
      }
      map.add(
          TarNumber.inField(block, offset, LONG_BYTES),
          TarNumber.inField(block, length, LONG_BYTES));
    }
  }

  private static boolean hasMagic(byte[] block, byte[] magic) {
    return equalAt(block, TarLayout.MAGIC, magic);
  }

  private static boolean equalAt(byte[] block, int at, byte[] expected) {
    return Arrays.equals(block, at, at + expected.length, expected, 0, expected.length);
  }

  private static byte[] text(byte[] block, int at, int maxBytes) {
    int end = at;
    while (end < at + maxBytes && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, at, end);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
