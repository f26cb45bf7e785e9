package io.tinyvol.builder.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges against a set of bits. */
class ByteRangesTest {
  private static final int BYTES = 3000;

  @Test
  void overlapsAsTheBitsDo() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      ByteRanges ranges = new ByteRanges();
      BitSet bits = new BitSet();
      int at = random.nextInt(10);
      while (at < BYTES) {
        int length = 1 + random.nextInt(12);
        ranges.range(at, length);
        bits.set(at, at + length);
        at += length + random.nextInt(40);
      }
      assertEquals(bits.cardinality(), ranges.totalBytes(), "seed " + seed);
      for (int j = 0; j < 500; j++) {
        int from = random.nextInt(BYTES);
        int length = 1 + random.nextInt(30);
        int next = bits.nextSetBit(from);
        assertEquals(
            next >= 0 && next < from + length,
            ranges.overlap(from, length),
            length + " at " + from + ", seed " + seed);
      }
    }
  }

  @Test
  void takesAscendingRangesOnly() {
    ByteRanges ranges = new ByteRanges();
    ranges.range(10, 5);
    assertThrows(IllegalArgumentException.class, () -> ranges.range(14, 5));
    assertThrows(IllegalArgumentException.class, () -> ranges.range(20, 0));
    ranges.range(15, 5);
    assertEquals(2, ranges.size());
    assertEquals(15, ranges.offsetBytes(1));
    assertEquals(5, ranges.lengthBytes(1));
  }
}
