package io.tinyvol.cas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A 256-bit digest, the name of a piece of content. Immutable; ordered as its bytes are, unsigned.
 */
public final class Digest implements Comparable<Digest> {
  /** The length of a digest in bytes. */
  public static final int BYTES = 32;

  private final long w0;
  private final long w1;
  private final long w2;
  private final long w3;

  /** A digest of its four words, the first byte of the digest the highest of {@code w0}. */
  public Digest(long w0, long w1, long w2, long w3) {
    this.w0 = w0;
    this.w1 = w1;
    this.w2 = w2;
    this.w3 = w3;
  }

  /** The digest in the {@link #BYTES} bytes of {@code bytes} from {@code offset} on. */
  public static Digest of(byte[] bytes, int offset) {
    return at(ByteBuffer.wrap(bytes), offset);
  }

  /**
   * The digest that {@link #toString} writes so.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Digest parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("not a digest: " + hex);
    }
    return of(HexFormat.of().parseHex(hex), 0);
  }

  /** The digest at the absolute position {@code index}; the buffer's order does not matter. */
  public static Digest at(ByteBuffer buffer, int index) {
    boolean swap = buffer.order() == ByteOrder.LITTLE_ENDIAN;
    return new Digest(
        word(buffer, index, swap),
        word(buffer, index + 8, swap),
        word(buffer, index + 16, swap),
        word(buffer, index + 24, swap));
  }

  private static long word(ByteBuffer buffer, int index, boolean swap) {
    long word = buffer.getLong(index);
    return swap ? Long.reverseBytes(word) : word;
  }

  /** Writes the digest's bytes at the buffer's position, whatever the buffer's order. */
  public void putTo(ByteBuffer buffer) {
    boolean swap = buffer.order() == ByteOrder.LITTLE_ENDIAN;
    buffer.putLong(swap ? Long.reverseBytes(w0) : w0);
    buffer.putLong(swap ? Long.reverseBytes(w1) : w1);
    buffer.putLong(swap ? Long.reverseBytes(w2) : w2);
    buffer.putLong(swap ? Long.reverseBytes(w3) : w3);
  }

  /** One of its four words, of which word 0 has the first byte highest. */
  public long word(int index) {
    return switch (index) {
      case 0 -> w0;
      case 1 -> w1;
      case 2 -> w2;
      case 3 -> w3;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  /** The first 64 bits, uniformly distributed: good for partitions and hash tables. */
  public long firstWord() {
    return w0;
  }

  /** The second 64 bits. */
  public long secondWord() {
    return w1;
  }

  @Override
  public int compareTo(Digest other) {
    int c = Long.compareUnsigned(w0, other.w0);
    c = c != 0 ? c : Long.compareUnsigned(w1, other.w1);
    c = c != 0 ? c : Long.compareUnsigned(w2, other.w2);
    return c != 0 ? c : Long.compareUnsigned(w3, other.w3);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Digest d && w0 == d.w0 && w1 == d.w1 && w2 == d.w2 && w3 == d.w3;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(w0);
  }

  /** The digest as 64 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    byte[] bytes = new byte[BYTES];
    putTo(ByteBuffer.wrap(bytes));
    return HexFormat.of().formatHex(bytes);
  }
}
