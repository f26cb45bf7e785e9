package io.tinyvol.blockdev.target.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TargetRecordFormatTest {
  private static final TargetRecord RECORD =
      new TargetRecord(
          UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
          Digest.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
          259,
          3,
          1L << 40,
          768L << 20);
  private static final int SYNCED_AT = 20 + 64;

  private static byte[] encode(TargetRecord written) {
    return TestContent.bytesOf(TargetRecordFormat.encode(written));
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("blockdev", "store-format.md", "target", encode(RECORD));
    assertEquals(RECORD, TargetRecordFormat.decode(Golden.bytes("target"), "target"));
  }

  @Test
  void roundTrips() {
    Trials.run(
        100,
        random -> {
          long size = random.nextLong() >>> 1;
          TargetRecord written =
              new TargetRecord(
                  new UUID(random.nextLong(), random.nextLong()),
                  Digest.of(TestContent.random(random, Digest.BYTES), 0),
                  Integer.toUnsignedLong(random.nextInt()),
                  Integer.toUnsignedLong(random.nextInt()),
                  size,
                  size >>> random.nextInt(63));
          assertEquals(written, TargetRecordFormat.decode(encode(written), "target"));
        });
  }

  @Test
  void moreThanTheDeviceHasIsRefused() {
    for (long synced : new long[] {-1, (1L << 40) + 1, Long.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> RECORD.withSynced(synced));
      byte[] lying = FrameAttacks.resealed(encode(RECORD), view -> view.putLong(SYNCED_AT, synced));
      assertThrows(CorruptDataException.class, () -> TargetRecordFormat.decode(lying, "WHAT"));
    }
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(encode(RECORD), TargetRecordFormat::decode);
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(encode(RECORD), TargetRecordFormat::decode);
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(encode(RECORD), TargetRecordFormat::decode);
  }
}
