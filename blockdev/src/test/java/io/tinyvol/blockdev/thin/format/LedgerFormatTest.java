package io.tinyvol.blockdev.thin.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerFormatTest {
  private static final UUID UUID_ONE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final UUID UUID_TWO = UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100");
  private static final Digest ROOT =
      Digest.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final Instant CREATED = Instant.ofEpochSecond(1_700_000_000, 5);

  private static PoolConfig config(long dataBytes, String folder) {
    return new PoolConfig(
        UUID_ONE,
        CREATED,
        new PoolPlace(PoolPlace.Kind.DEVICE, "/dev" + folder + "/p", dataBytes),
        new PoolPlace(PoolPlace.Kind.FILE, folder + "/p.metadata", 4 << 20),
        64 << 10,
        PoolConfig.WhenFull.QUEUE,
        dataBytes / 10,
        1000);
  }

  private static ThinRecord thin(int id, ThinRecord.State state, String name) {
    return new ThinRecord(
        id,
        id + 1,
        1 << 30,
        (1 << 30) + 4096,
        state,
        role(id),
        name,
        new DiskSource(UUID_TWO, ROOT, 3),
        CREATED);
  }

  private static Role role(int id) {
    return switch (id % 3) {
      case 0 -> new Role.Disk(1, 6);
      case 1 -> new Role.Image();
      default -> new Role.Revision(1, 5);
    };
  }

  private static Ledger ledger() {
    Intent intent =
        new Intent(8, Intent.Operation.DELETE, thin(2, ThinRecord.State.DELETING, "old"), 2);
    return new Ledger(
        config(1L << 30, "/srv"),
        7,
        4,
        true,
        Optional.of(intent),
        List.of(thin(3, ThinRecord.State.READY, "vm-17")));
  }

  private static byte[] encode(Ledger written) {
    return TestContent.bytesOf(LedgerFormat.encode(written));
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("blockdev", "thin-pools.md", "ledger", encode(ledger()));
    assertEquals(ledger(), LedgerFormat.decode(Golden.bytes("ledger"), "ledger"));
  }

  @Test
  void roundTrips() {
    Trials.run(
        100,
        random -> {
          Ledger written = random(random);
          assertEquals(written, LedgerFormat.decode(encode(written), "ledger"));
        });
  }

  private static Ledger random(Random random) {
    List<ThinRecord> thins = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      ThinRecord.State state = List.of(ThinRecord.State.values()).get(random.nextInt(5));
      thins.add(thin(random.nextInt(ThinRecord.MOST_ID), state, "ü".repeat(random.nextInt(9))));
    }
    Optional<Intent> intent =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new Intent(
                    random.nextLong(),
                    List.of(Intent.Operation.values()).get(random.nextInt(3)),
                    thin(1, ThinRecord.State.STAGING, "x"),
                    random.nextInt()));
    PoolConfig config = config((1L + random.nextInt(1000)) << 16, "/ä".repeat(random.nextInt(9)));
    return new Ledger(
        config, random.nextLong(), random.nextInt(), random.nextBoolean(), intent, thins);
  }

  @Test
  void sizesThatTheKernelDoesNotTakeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> config(65_537, "/srv"));
    assertThrows(IllegalArgumentException.class, () -> config(0, "/srv"));
    assertThrows(
        IllegalArgumentException.class,
        () -> thin(ThinRecord.MOST_ID + 1, ThinRecord.State.READY, "x"));
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(encode(ledger()), LedgerFormat::decode);
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(encode(ledger()), LedgerFormat::decode);
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(encode(ledger()), LedgerFormat::decode);
  }
}
