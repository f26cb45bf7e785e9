package io.tinyvol.cas.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.HashAlgorithm;
import io.tinyvol.cas.Hasher;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final String PAGE = "store-format.md";
  private static final ByteBuffer TEXT =
      ByteBuffer.wrap("tinyvol".getBytes(StandardCharsets.US_ASCII));

  private static byte[] key(byte prefix, Digest digest) {
    return TestContent.bytesOf(Keys.put(ByteBuffer.allocate(Keys.BYTES), prefix, digest));
  }

  @Test
  void keysAndFactsAreWrittenAsDocumented() throws IOException {
    Hasher hasher = new Hasher(HashAlgorithm.SHA256);
    Digest chunk = ContentKind.CHUNK.digest(hasher, TEXT);
    Digest node = ContentKind.NODE.digest(hasher, TEXT);
    Golden.check("cas", PAGE, "key-facts", key(Keys.CHUNK_FACTS, chunk));
    Golden.check("cas", PAGE, "key-chunk", key(Keys.record(ContentKind.CHUNK), chunk));
    Golden.check("cas", PAGE, "key-node", key(Keys.record(ContentKind.NODE), node));
    ByteBuffer facts = ByteBuffer.allocate(ChunkFacts.BYTES);
    ChunkFacts.encode(new ContentInfo(7, 12), facts);
    Golden.check("cas", PAGE, "facts", TestContent.bytesOf(facts));
    assertEquals(new ContentInfo(7, 12), ChunkFacts.decode(facts, ChunkFacts.BYTES, chunk));
  }

  @Test
  void malformedFactsAreRefused() {
    Digest digest = new Digest(1, 2, 3, 4);
    ByteBuffer facts = ByteBuffer.allocate(100);
    ChunkFacts.encode(new ContentInfo(7, 12), facts);
    for (int size : new int[] {0, 1, 8, 10, 100}) {
      assertThrows(
          CorruptDataException.class, () -> ChunkFacts.decode(facts.clear(), size, digest));
    }
    facts.put(0, (byte) 3);
    assertThrows(
        CorruptDataException.class, () -> ChunkFacts.decode(facts, ChunkFacts.BYTES, digest));
  }
}
