package io.tinyvol.blockdev.thin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PoolStatusTest {
  private static final PoolConfig CONFIG =
      new PoolConfig(
          new UUID(1, 2),
          Instant.EPOCH,
          new PoolPlace(PoolPlace.Kind.FILE, "/d", 64 << 20),
          new PoolPlace(PoolPlace.Kind.FILE, "/m", 4 << 20),
          64 << 10,
          PoolConfig.WhenFull.ERROR,
          0,
          1000);

  private static PoolStatus parse(String line) {
    return PoolStatus.parse(line, CONFIG);
  }

  /** Lines that Linux 6.1 gave. */
  @Test
  void readsWhatTheKernelSays() {
    PoolStatus status =
        parse("35 1011/10009 16/1024 - rw discard_passdown error_if_no_space - 1024 ");
    assertEquals(
        new PoolStatus(35, 1011L << 12, 10009L << 12, 1 << 20, 64 << 20, false, "rw", false),
        status);
    assertTrue(status.isSound());
    assertTrue(
        parse("2 11/1024 0/16 5 rw discard_passdown queue_if_no_space - 1024")
            .hasMetadataSnapshot());
  }

  @Test
  void whatIsNotSoundIsTold() {
    assertFalse(
        parse("3 9/1024 4/16 - ro discard_passdown queue_if_no_space needs_check 1024").isSound());
    assertFalse(parse("3 9/1024 4/16 - ro discard_passdown queue_if_no_space - 1024").isSound());
    assertFalse(parse("Fail").isSound());
    assertThrows(IllegalArgumentException.class, () -> parse("3 9 4/16 - rw"));
  }

  /** It takes messages: without them nothing could be deleted. */
  @Test
  void aFullPoolIsSound() {
    PoolStatus full =
        parse("3 9/1024 16/16 - out_of_data_space discard_passdown error_if_no_space - 1024");
    assertTrue(full.isSound());
    assertTrue(full.isDataFull());
  }

  @Test
  void lowMetadataAreTold() {
    assertFalse(parse("3 920/1024 4/16 - rw discard_passdown - - 256").isMetadataLow());
    assertTrue(parse("3 930/1024 4/16 - rw discard_passdown - - 256").isMetadataLow());
  }
}
