package io.tinyvol.ext4.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.Trials;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
  @Test
  void findsWhatASearchPlaceByPlaceFinds() {
    Trials.run(60, FreeSpaceTest::compareWithModel);
  }

  private static void compareWithModel(Random random) {
    int size = 1 + random.nextInt(1 << (1 + random.nextInt(13)));
    FreeSpace space = new FreeSpace(size);
    BitSet used = new BitSet(size);
    for (int step = 0; step < 300; step++) {
      int from = random.nextInt(size + 2);
      int length = 1 + random.nextInt(1 << random.nextInt(9));
      int expected = firstRun(used, size, from, length);
      assertEquals(expected, space.firstRun(from, length), from + "+" + length);
      if (expected >= 0 && random.nextInt(3) > 0) {
        int most = length + random.nextInt(100);
        assertEquals(runAt(used, size, expected, most), space.runAt(expected, most));
        space.take(expected, length);
        used.set(expected, expected + length);
        assertThrows(IllegalStateException.class, () -> space.take(expected, length));
      }
      assertEquals(size - used.cardinality(), space.free());
      assertEquals(longest(used, size), space.longestRun());
    }
    for (int i = 0; i < size; i++) {
      assertEquals(!used.get(i), space.isFree(i));
    }
  }

  private static int firstRun(BitSet used, int size, int from, int length) {
    for (int start = used.nextClearBit(from); start + length <= size; ) {
      int end = used.nextSetBit(start);
      if (end < 0 || end - start >= length) {
        return start;
      }
      start = used.nextClearBit(end);
    }
    return -1;
  }

  private static int runAt(BitSet used, int size, int start, int most) {
    int end = used.nextSetBit(start);
    return Math.min(most, (end < 0 ? size : end) - start);
  }

  private static int longest(BitSet used, int size) {
    int longest = 0;
    for (int start = used.nextClearBit(0); start < size; start = used.nextClearBit(start)) {
      int length = runAt(used, size, start, size);
      longest = Math.max(longest, length);
      start += length;
    }
    return longest;
  }
}
