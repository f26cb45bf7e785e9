package io.tinyvol.volume.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import io.tinyvol.volume.Changes;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VolumeHeadFormatTest {
  private static final VolumeHead CLONE =
      new VolumeHead(
          UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
          new VolumeHead.Revision(
              3,
              Instant.ofEpochSecond(1_700_000_000, 250_000_000),
              new VolumeGeometry(1 << 30, 4096),
              new Digest(
                  0x0001020304050607L,
                  0x08090a0b0c0d0e0fL,
                  0x1011121314151617L,
                  0x18191a1b1c1d1e1fL),
              List.of(new UUID(3, 4)),
              "nginx"),
          new Changes(List.of(new UUID(5, 6)), Optional.of(new UUID(7, 8))),
          Optional.of(new VolumeHead.Parent(new UUID(1, 2), "base", 7)),
          new TreeMap<>(Map.of("os", "debian")),
          List.of(
              new VolumeHead.Revision(
                  1,
                  Instant.ofEpochSecond(1_600_000_000, 1),
                  new VolumeGeometry(1 << 20, 1024),
                  new Digest(-1, 0, 0, -1),
                  List.of(),
                  "")));

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
    List<VolumeHead.Revision> earlier = new ArrayList<>();
    long number = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      number += 1 + random.nextLong(1L << 60);
      earlier.add(randomRevision(random, number));
    }
    VolumeHead.Revision present = randomRevision(random, number + 1);
    return new VolumeHead(
        uuid,
        present,
        new Changes(
            randomLayers(random),
            random.nextBoolean() ? Optional.empty() : Optional.of(new UUID(random.nextLong(), 1))),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new VolumeHead.Parent(uuid, randomText(random), random.nextLong())),
        labels,
        earlier);
  }

  private static List<UUID> randomLayers(Random random) {
    List<UUID> layers = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      layers.add(new UUID(random.nextLong(), random.nextLong()));
    }
    return layers;
  }

  private static VolumeHead.Revision randomRevision(Random random, long number) {
    return new VolumeHead.Revision(
        number,
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        new VolumeGeometry(
            random.nextLong(VolumeGeometry.MAX_VIRTUAL_BYTES + 1), 1024 << random.nextInt(3)),
        new Digest(random.nextLong(), 0, -1, random.nextLong()),
        randomLayers(random),
        randomText(random));
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

  /** Numbers that lie, of revisions and for them: each is refused before anything is made of it. */
  @Test
  void refusesHistoriesThatCannotBe() throws IOException {
    byte[] file = encode(CLONE);
    int countAt = file.length - 4 - 70 - 4;
    for (int count : new int[] {0, 2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertRefused(file, view -> view.putInt(countAt, count));
    }
    for (long number : new long[] {0, -1, 3, 4, Long.MAX_VALUE}) {
      assertRefused(file, view -> view.putLong(countAt + 4, number));
    }
    byte[] same = FrameAttacks.resealed(file, view -> view.putLong(countAt + 4, 2));
    assertEquals(2, VolumeHeadFormat.decode(same, "head").earlier().getFirst().number());
  }

  private static void assertRefused(byte[] file, Consumer<ByteBuffer> lie) {
    byte[] lying = FrameAttacks.resealed(file, lie);
    CorruptDataException e =
        assertThrows(CorruptDataException.class, () -> VolumeHeadFormat.decode(lying, "WHAT"));
    assertTrue(e.toString().contains("WHAT"), e::toString);
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
