package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The little-endian unsigned numbers that every ext4 structure is made of. */
final class Unsigned {
  private Unsigned() {}

  static int u16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(littleEndian(bytes).getShort(at));
  }

  static long u32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(littleEndian(bytes).getInt(at));
  }

  /** A number whose halves lie apart, as those that outgrew their first field do. */
  static long joined(long high, long low, int lowBits) {
    return high << lowBits | low;
  }

  /** A buffer of the wrong order would give plausible nonsense, so it is stopped here. */
  private static ByteBuffer littleEndian(ByteBuffer bytes) {
    if (bytes.order() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalArgumentException("ext4 structures are little-endian");
    }
    return bytes;
  }
}
