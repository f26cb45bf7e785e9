package io.tinyvol.ext4.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cas.Trials;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The checksum against its definition bit by bit, and against the published example. */
final class Crc32cTest {
  private static int bitwise(int seed, byte[] bytes, int from, int length) {
    int register = seed;
    for (int i = from; i < from + length; i++) {
      register ^= Byte.toUnsignedInt(bytes[i]);
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        register = (register >>> 1) ^ ((register & 1) * 0x82F63B78);
      }
    }
    return register;
  }

  @Test
  void startsFromAnySeed() {
    Trials.run(
        200,
        random -> {
          byte[] bytes = new byte[random.nextInt(5000)];
          random.nextBytes(bytes);
          int seed = random.nextInt();
          int from = random.nextInt(bytes.length + 1);
          int length = random.nextInt(bytes.length - from + 1);
          int expected = bitwise(seed, bytes, from, length);
          assertEquals(expected, Crc32c.of(seed, bytes, from, length));
          assertEquals(expected, Crc32c.of(seed, ByteBuffer.wrap(bytes), from, length));
          ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
          assertEquals(expected, Crc32c.of(seed, direct, from, length));
          int number = random.nextInt();
          byte[] word = new byte[4];
          ByteBuffer.wrap(word).putInt(Integer.reverseBytes(number));
          assertEquals(bitwise(seed, word, 0, 4), Crc32c.ofInt(seed, number));
        });
  }

  @Test
  void isThatOfTheStandardWithoutTheEnds() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    // The check value of CRC-32C (RFC 3720, iSCSI).
    assertEquals(0xE3069283, ~Crc32c.of(-1, digits, 0, digits.length));
    CRC32C standard = new CRC32C();
    standard.update(digits);
    assertEquals((int) standard.getValue(), ~Crc32c.of(-1, digits, 0, digits.length));
  }
}
