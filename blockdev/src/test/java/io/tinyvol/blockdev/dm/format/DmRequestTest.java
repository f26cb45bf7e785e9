package io.tinyvol.blockdev.dm.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DmRequestTest {
  /** As the header uapi/linux/dm-ioctl.h has them on x86-64. */
  @Test
  void numbersAreTheKernels() {
    assertEquals(0xc138fd00L, DmCommand.VERSION.request());
    assertEquals(0xc138fd09L, DmCommand.TABLE_LOAD.request());
    assertEquals(0xc138fd0eL, DmCommand.TARGET_MESSAGE.request());
    assertEquals(0x10000, DmFlag.DATA_OUT.mask());
  }

  @Test
  void aTableIsReadAsItWasWritten() {
    List<DmTarget> table =
        List.of(
            new DmTarget(0, 2048, "thin-pool", "7:0 7:1 128 16 1 error_if_no_space"),
            new DmTarget(2048, 8, "zero", ""));
    assertEquals(table, DmRequest.loading("tinyvol-p", table).targets());
  }

  @Test
  void aDeviceHasNumbersAndFlags() {
    DmRequest answer = DmRequest.creating("name", "uuid").with(DmFlag.SUSPENDED);
    answer.memory().putLong(40, 0x10fd34L); // major 0xfd, minor 0x134
    assertEquals(0xfd, answer.major());
    assertEquals(0x134, answer.minor());
    assertEquals("uuid", answer.uuid());
    assertTrue(answer.has(DmFlag.SUSPENDED));
  }

  @Test
  void longNamesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> DmRequest.of("n".repeat(128), 0));
    assertThrows(IllegalArgumentException.class, () -> DmRequest.of("a\0b", 0));
  }
}
