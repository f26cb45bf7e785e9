package io.tinyvol.blockdev.reflink.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DiskRecordFormatTest {
  private static final DiskSource SOURCE =
      new DiskSource(
          UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
          Digest.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
          6,
          true);
  private static final FileMark MARK = new FileMark(257, 1 << 30, 1_700_000_000, 7);
  private static final DiskRecord RECORD =
      new DiskRecord(
          new DiskTraits(Instant.ofEpochSecond(1_700_000_000, 5), true, false),
          1 << 30,
          false,
          4,
          3,
          Optional.of(new GuestFile(3, new FileMark(260, 1 << 30, 1_700_000_100, 9))),
          List.of(
              new DiskImage(1, Instant.ofEpochSecond(1_700_000_000, 6), MARK, Optional.of(SOURCE)),
              new DiskImage(
                  3,
                  Instant.ofEpochSecond(1_700_000_100, 8),
                  new FileMark(259, 1 << 30, 1_700_000_099, 3),
                  Optional.of(SOURCE.changed()))));

  private static final int CLEAN_AT = 20 + 29;
  private static final int COUNT_AT = 20 + 73;

  private static byte[] encode(DiskRecord disk) {
    return TestContent.bytesOf(DiskRecordFormat.encode(disk));
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("blockdev", "reflink-disks.md", "disk", encode(RECORD));
    assertEquals(RECORD, DiskRecordFormat.decode(Golden.bytes("disk"), "disk"));
  }

  @Test
  void roundTrips() {
    Trials.run(
        100,
        random -> {
          DiskRecord disk = DiskRecord.of(traits(random), image(random, 1 + random.nextInt(9)));
          for (int i = random.nextInt(20); i > 0; i--) {
            disk = disk.with(image(random, disk.nextNumber() + random.nextInt(9)));
          }
          if (random.nextBoolean()) {
            disk = disk.startingFrom(disk.images().getLast().number());
          }
          if (random.nextBoolean()) {
            disk = disk.withGuest(new GuestFile(random.nextLong(), mark(random)));
          }
          disk = disk.withSize(random.nextLong() >>> 1, random.nextBoolean());
          assertEquals(disk, DiskRecordFormat.decode(encode(disk), "disk"));
        });
  }

  private static DiskTraits traits(Random random) {
    return new DiskTraits(time(random), random.nextBoolean(), random.nextBoolean());
  }

  private static DiskImage image(Random random, long number) {
    Optional<DiskSource> source =
        Optional.of(
                new DiskSource(
                    new UUID(random.nextLong(), random.nextLong()),
                    Digest.of(TestContent.random(random, Digest.BYTES), 0),
                    random.nextLong(),
                    random.nextBoolean()))
            .filter(some -> random.nextInt(4) > 0);
    return new DiskImage(number, time(random), mark(random), source);
  }

  private static FileMark mark(Random random) {
    return new FileMark(
        random.nextLong(), random.nextLong() >>> 1, random.nextLong(), random.nextInt());
  }

  private static Instant time(Random random) {
    return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
  }

  @Test
  void keepsTheNewestRevisions() {
    DiskRecord disk = RECORD.startingFrom(1).keeping(0);
    assertEquals(List.of(1L), disk.images().stream().map(DiskImage::number).toList());
    assertEquals(4, disk.nextNumber(), "no number is given out again");
    assertEquals(List.of(3L), RECORD.keeping(0).images().stream().map(DiskImage::number).toList());
    assertEquals(RECORD, RECORD.keeping(1));
  }

  @Test
  void whatCannotBeIsRefused() {
    for (long clean : new long[] {0, 2, -1, Long.MAX_VALUE}) {
      byte[] lying = FrameAttacks.resealed(encode(RECORD), view -> view.putLong(CLEAN_AT, clean));
      assertThrows(CorruptDataException.class, () -> DiskRecordFormat.decode(lying, "WHAT"));
    }
    for (int count : new int[] {0, 1, 3, -1, Integer.MAX_VALUE}) {
      byte[] lying = FrameAttacks.resealed(encode(RECORD), view -> view.putInt(COUNT_AT, count));
      assertThrows(CorruptDataException.class, () -> DiskRecordFormat.decode(lying, "WHAT"));
    }
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(encode(RECORD), DiskRecordFormat::decode);
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(encode(RECORD), DiskRecordFormat::decode);
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(encode(RECORD), DiskRecordFormat::decode);
  }
}
