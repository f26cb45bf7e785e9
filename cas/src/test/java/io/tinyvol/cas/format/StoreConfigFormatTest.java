package io.tinyvol.cas.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.codec.Compression;
import io.tinyvol.cas.store.StoreConfig;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreConfigFormatTest {
  private static final StoreConfig CONFIG =
      new StoreConfig(
          UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
          HashAlgorithm.SHA256,
          new Compression.Zstd(3),
          64 << 10);

  private static byte[] encode(StoreConfig config) {
    return TestContent.bytesOf(StoreConfigFormat.encode(config));
  }

  @Test
  void roundTripsAllChoices() throws IOException {
    for (HashAlgorithm hash : HashAlgorithm.values()) {
      for (String compression : new String[] {"zstd:1", "zstd:19", "lz4", "none"}) {
        for (int maxChunkBytes : new int[] {4096, 64 << 10, 1 << 20}) {
          StoreConfig config =
              new StoreConfig(
                  UUID.randomUUID(), hash, Compression.parse(compression), maxChunkBytes);
          assertEquals(config, StoreConfigFormat.decode(encode(config), "store"));
        }
      }
    }
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    Golden.check("cas", "store-format.md", "store-config", encode(CONFIG));
    assertEquals(CONFIG, StoreConfigFormat.decode(Golden.bytes("store-config"), "store"));
  }

  @Test
  void refusesDamage() {
    FrameAttacks.refusesAllDamage(encode(CONFIG), StoreConfigFormat::decode);
  }

  @Test
  void tellsNewerFromDamaged() throws IOException {
    FrameAttacks.tellsNewerFromDamaged(encode(CONFIG), StoreConfigFormat::decode);
  }

  @Test
  void withstandsHostilePayloads() {
    FrameAttacks.withstandsHostilePayloads(encode(CONFIG), StoreConfigFormat::decode);
  }
}
