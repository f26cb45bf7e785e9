package io.tinyvol.volume.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VolumeHeadFormatTest {
  private static final VolumeHead CLONE =
      new VolumeHead(
          UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
          3,
          Instant.ofEpochSecond(1_700_000_000, 250_000_000),
          new VolumeGeometry(1 << 30, 4096),
          new Digest(
              0x0001020304050607L, 0x08090a0b0c0d0e0fL, 0x1011121314151617L, 0x18191a1b1c1d1e1fL),
          Optional.of(new VolumeHead.Parent(new UUID(1, 2), "base", 7)),
          new TreeMap<>(Map.of("os", "debian")));

  private static byte[] encode(VolumeHead head) {
    return TestContent.bytesOf(VolumeHeadFormat.encode(head));
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("tinyvol", "volume-format.md", "head", encode(CLONE));
    assertEquals(CLONE, VolumeHeadFormat.decode(Golden.bytes("head"), "head"));
  }

  @Test
  void roundTripsRandomHeads() {
    Trials.run(
        300,
        random -> {
          VolumeHead head = randomHead(random);
          assertEquals(head, VolumeHeadFormat.decode(encode(head), "head"));
        });
  }

  private static VolumeHead randomHead(Random random) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      labels.put(randomText(random), randomText(random));
    }
    UUID uuid = new UUID(random.nextLong(), random.nextLong());
    return new VolumeHead(
        uuid,
        random.nextLong(),
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        new VolumeGeometry(
            random.nextLong(VolumeGeometry.MAX_VIRTUAL_BYTES + 1), 1024 << random.nextInt(3)),
        new Digest(random.nextLong(), 0, -1, random.nextLong()),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new VolumeHead.Parent(uuid, randomText(random), random.nextLong())),
        labels);
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.appendCodePoint("aZ0 =\u0000äß漢\n".codePointAt(random.nextInt(10)));
    }
    return text.append(random.nextBoolean() ? "😀" : "").toString();
  }

  @Test
  void refusesTextsThatAreTooLong() throws IOException {
    VolumeHead longest = labelled("x".repeat(0xffff));
    assertEquals(longest, VolumeHeadFormat.decode(encode(longest), "head"));
    VolumeHead tooLong = labelled("x".repeat(0x10000));
    assertThrows(IllegalArgumentException.class, () -> VolumeHeadFormat.encode(tooLong));
  }

  private static VolumeHead labelled(String value) {
    return VolumeHead.first(
        Instant.EPOCH, CLONE.geometry(), CLONE.root(), new TreeMap<>(Map.of("key", value)));
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(encode(CLONE), VolumeHeadFormat::decode);
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(encode(CLONE), VolumeHeadFormat::decode);
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(encode(CLONE), VolumeHeadFormat::decode);
  }
}
