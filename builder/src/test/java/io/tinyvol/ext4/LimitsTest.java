package io.tinyvol.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What bounds the memory says so when it is full. */
final class LimitsTest {
  @Test
  void refusesFilesInTooManyPieces() throws DamagedInodeException {
    ExtentList extents = new ExtentList();
    for (long i = 0; i < ExtentList.MAX_EXTENTS; i++) {
      extents.add(2 * i, 1 + 2 * i, 1);
    }
    // Longer is no more pieces.
    extents.add(2L * ExtentList.MAX_EXTENTS - 1, 2L * ExtentList.MAX_EXTENTS, 5);
    assertEquals(ExtentList.MAX_EXTENTS, extents.size());
    DamagedInodeException refusal =
        assertThrows(DamagedInodeException.class, () -> extents.add(1L << 30, 1L << 30, 1));
    assertEquals("is in more than 1048576 pieces", refusal.getMessage());
    extents.clear();
    assertEquals(0, extents.size());
  }

  @Test
  void refusesTooManyNumbers() throws Ext4Exception {
    SeenNumbers numbers = new SeenNumbers("blocks");
    for (long i = 1; i <= SeenNumbers.MAX_NUMBERS; i++) {
      assertTrue(numbers.add(i << 20));
    }
    assertFalse(numbers.add(1 << 20));
    Ext4Exception refusal = assertThrows(Ext4Exception.class, () -> numbers.add(1));
    assertEquals(Ext4Exception.Reason.UNSUPPORTED, refusal.reason());
    assertEquals("has more than 2621440 blocks", refusal.getMessage());
  }
}
