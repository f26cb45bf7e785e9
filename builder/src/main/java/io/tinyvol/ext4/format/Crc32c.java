package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of ext4's metadata: CRC-32C (Castagnoli) that starts from any seed and is not
 * inverted at its end, so that the checksum of one range is the seed of the next
 * (Documentation/filesystems/ext4/checksums.rst). Thread-safe.
 */
public final class Crc32c {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int[] FORWARD = new int[256];
  private static final int[] BACKWARD = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int forward = i;
      int backward = i << 24;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        forward = (forward & 1) != 0 ? (forward >>> 1) ^ POLYNOMIAL : forward >>> 1;
        // The polynomial's top bit is set, so the top bit says whether it was added.
        backward = backward < 0 ? ((backward ^ POLYNOMIAL) << 1) | 1 : backward << 1;
      }
      FORWARD[i] = forward;
      BACKWARD[i] = backward;
    }
  }

  private Crc32c() {}

  /** Continues with {@code length} bytes of an array. */
  public static int of(int seed, byte[] bytes, int from, int length) {
    CRC32C crc = startedAt(seed);
    crc.update(bytes, from, length);
    return ~(int) crc.getValue();
  }

  /** Continues with {@code length} bytes of a buffer from the index {@code from} on. */
  public static int of(int seed, ByteBuffer bytes, int from, int length) {
    CRC32C crc = startedAt(seed);
    crc.update(bytes.slice(from, length));
    return ~(int) crc.getValue();
  }

  /** Continues with the four bytes of a little-endian number. */
  public static int ofInt(int seed, int number) {
    int register = seed ^ number;
    for (int i = 0; i < Integer.BYTES; i++) {
      register = FORWARD[register & 0xFF] ^ (register >>> Byte.SIZE);
    }
    return register;
  }

  /** Continues with the eight bytes of a little-endian number. */
  public static int ofLong(int seed, long number) {
    return ofInt(ofInt(seed, (int) number), (int) (number >>> Integer.SIZE));
  }

  /**
   * The seed of everything that belongs to one inode: of itself, its directory blocks and extent
   * nodes. The generation of every inode written here is 0.
   */
  public static int inodeSeed(int csumSeed, int inode) {
    return ofInt(ofInt(csumSeed, inode), 0);
  }

  /**
   * The JDK's starts at all ones. Four bytes take it to any other register: those that differ from
   * all ones by what the register was 32 steps before.
   */
  private static CRC32C startedAt(int seed) {
    int before = seed;
    for (int i = 0; i < Integer.BYTES; i++) {
      before = (before << Byte.SIZE) ^ BACKWARD[before >>> 24];
    }
    CRC32C crc = new CRC32C();
    int first = ~before;
    for (int i = 0; i < Integer.BYTES; i++) {
      crc.update(first >>> (Byte.SIZE * i));
    }
    return crc;
  }
}
