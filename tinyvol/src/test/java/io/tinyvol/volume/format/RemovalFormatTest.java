package io.tinyvol.volume.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.FrameAttacks;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RemovalFormatTest {
  private static final SortedSet<String> NAMES = new TreeSet<>(List.of("base", "vm-17"));
  private static final int PAYLOAD_AT = 20;

  private static byte[] encode(SortedSet<String> names) {
    return TestContent.bytesOf(RemovalFormat.encode(names));
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("tinyvol", "store-format.md", "removal", encode(NAMES));
    assertEquals(NAMES, RemovalFormat.decode(Golden.bytes("removal"), "removal"));
  }

  @Test
  void roundTrips() {
    Trials.run(
        100,
        random -> {
          SortedSet<String> names = new TreeSet<>();
          for (int i = random.nextInt(300); i > 0; i--) {
            String name = random.nextInt(1000) + "aB.-_".substring(random.nextInt(6));
            names.add(random.nextInt(9) == 0 ? name + "x".repeat(128 - name.length()) : name);
          }
          assertEquals(names, RemovalFormat.decode(encode(names), "removal"));
        });
  }

  @Test
  void namesThatAreNoneAreNeitherWrittenNorRead() {
    for (String name : new String[] {"", "..", ".removing", "a/b", "x".repeat(129)}) {
      assertThrows(
          IllegalArgumentException.class, () -> encode(new TreeSet<>(List.of(name, "base"))));
    }
    assertRefused(view -> view.put(PAYLOAD_AT + 5, (byte) '.'));
    assertRefused(view -> view.put(PAYLOAD_AT + 6, (byte) '/'));
    assertRefused(view -> view.put(PAYLOAD_AT + 6, (byte) 0xe4));
    assertRefused(view -> view.put(PAYLOAD_AT + 5, (byte) 'z')); // not ascending
    for (int count : new int[] {0, 1, 3, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertRefused(view -> view.putInt(PAYLOAD_AT, count));
    }
  }

  private static void assertRefused(Consumer<ByteBuffer> lie) {
    byte[] lying = FrameAttacks.resealed(encode(NAMES), lie);
    assertThrows(CorruptDataException.class, () -> RemovalFormat.decode(lying, "WHAT"));
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(encode(NAMES), RemovalFormat::decode);
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(encode(NAMES), RemovalFormat::decode);
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(encode(NAMES), RemovalFormat::decode);
  }
}
