package io.tinyvol.cas;

import java.nio.ByteBuffer;
import java.util.Random;

/** Content for tests. */
public final class TestContent {
  private TestContent() {}

  /** Bytes that no codec shortens. */
  public static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Bytes that every codec shortens, and that differ from call to call. */
  public static byte[] compressible(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at + 64 <= length; at += 64) {
      bytes[at] = (byte) random.nextInt();
      bytes[at + 1] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** The bytes from a buffer's position to its limit, which stay. */
  public static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  /** A direct buffer with these bytes. */
  public static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
