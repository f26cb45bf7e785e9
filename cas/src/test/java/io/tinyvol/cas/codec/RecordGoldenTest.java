package io.tinyvol.cas.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What was compressed by the first versions of the codecs' libraries is read for ever. */
class RecordGoldenTest {
  private static final String PAGE = "store-format.md";
  private static final byte[] TEXT = "tinyvol".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REPEATED =
      "tinyvol\n".repeat(512).getBytes(StandardCharsets.US_ASCII);

  private static byte[] encode(Compression compression, byte[] plain) {
    try (RecordCodec codec = new RecordCodec(compression)) {
      return TestContent.bytesOf(codec.encode(ByteBuffer.wrap(plain)));
    }
  }

  private static byte[] decode(String golden) throws IOException {
    try (RecordCodec codec = new RecordCodec(new Compression.None())) {
      return TestContent.bytesOf(codec.decode(TestContent.direct(Golden.bytes(golden))));
    }
  }

  @Test
  void recordsAreWrittenAndReadAsDocumented() throws IOException {
    Golden.check("cas", PAGE, "record-raw", encode(new Compression.None(), TEXT));
    Golden.checkPage("cas", PAGE, "record-zstd", encode(new Compression.Zstd(1), REPEATED));
    Golden.checkPage("cas", PAGE, "record-lz4", encode(new Compression.Lz4(), REPEATED));
    assertArrayEquals(TEXT, decode("record-raw"));
    assertArrayEquals(REPEATED, decode("record-zstd"));
    assertArrayEquals(REPEATED, decode("record-lz4"));
  }
}
