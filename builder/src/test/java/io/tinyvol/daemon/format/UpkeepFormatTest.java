package io.tinyvol.daemon.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UpkeepFormatTest {
  private static final UpkeepState STATE =
      new UpkeepState(
          Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-01T00:00:00Z"), 17);

  private static byte[] encode() {
    return TestContent.bytesOf(UpkeepFormat.encode(STATE));
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("builder", "store-format.md", "upkeep", encode());
    assertEquals(STATE, UpkeepFormat.decode(Golden.bytes("upkeep"), "upkeep"));
  }

  @Test
  void whatCannotBeIsRefused() {
    byte[] portion = FrameAttacks.resealed(encode(), view -> view.putInt(36, 257));
    assertThrows(CorruptDataException.class, () -> UpkeepFormat.decode(portion, "WHAT"));
    byte[] time = FrameAttacks.resealed(encode(), view -> view.putLong(20, Long.MAX_VALUE));
    assertThrows(CorruptDataException.class, () -> UpkeepFormat.decode(time, "WHAT"));
  }
}
