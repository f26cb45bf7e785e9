package io.tinyvol.volume.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.format.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LayerFormatTest {
  private static final UUID LAYER = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  private static byte[] start(ByteBuffer page, int bytes) {
    return Arrays.copyOf(TestContent.bytesOf(page.clear()), bytes);
  }

  private static ByteBuffer indexPage() {
    IndexPageFormat format = new IndexPageFormat(LAYER);
    ByteBuffer page = IndexPageFormat.newPage();
    format.putHeader(page, 1, 258);
    format.putData(page, 0, 258, 0x1234, 0xcafe_f00d);
    format.putZeros(page, 1, 259, 16, 4096);
    return page;
  }

  @Test
  void isWrittenAsDocumented() throws IOException {
    ByteBuffer header = LayerHeaderFormat.encode(LAYER);
    Golden.check("tinyvol", "volume-format.md", "layer", start(header, 48));
    Golden.check("tinyvol", "volume-format.md", "index-page", start(indexPage(), 48));
    assertEquals(LAYER, LayerHeaderFormat.decode(header.clear(), "layer"));
    assertEquals(List.of("data 4660 cafef00d", "zeros 16 4096"), entries(LAYER, indexPage(), 1));
  }

  private static List<String> entries(UUID layer, ByteBuffer page, long segment) {
    IndexPageFormat format = new IndexPageFormat(layer);
    List<String> found = new ArrayList<>();
    long first = IndexPageFormat.indexPage(segment) + 1;
    for (int i = 0; i < IndexPageFormat.ENTRIES; i++) {
      format.visit(
          page,
          i,
          first + i,
          new IndexPageFormat.EntryVisitor<RuntimeException>() {
            @Override
            public void data(long block, int checksum) {
              found.add("data " + block + " " + Integer.toHexString(checksum));
            }

            @Override
            public void zeros(long block, long count) {
              found.add("zeros " + block + " " + count);
            }

            @Override
            public void malformed() {
              found.add("malformed");
            }
          });
    }
    return found;
  }

  /** An entry of another layer, or of another page, is none; no flipped bit makes another entry. */
  @Test
  void takesNoEntryThatIsNotItsOwn() {
    assertEquals(List.of("malformed", "malformed"), entries(new UUID(1, 2), indexPage(), 1));
    assertEquals(List.of("malformed", "malformed"), entries(LAYER, indexPage(), 2));
    Trials.run(
        500,
        random -> {
          ByteBuffer page = indexPage();
          int at = 16 + random.nextInt(32);
          page.put(at, (byte) (page.get(at) ^ 1 << random.nextInt(8)));
          assertEquals("malformed", entries(LAYER, page, 1).get((at - 16) / 16));
          assertEquals(258, new IndexPageFormat(LAYER).durableBefore(page, 1));
        });
  }

  @Test
  void refusesDamagedHeaders() {
    Trials.run(
        500,
        random -> {
          ByteBuffer header = LayerHeaderFormat.encode(LAYER);
          int at = random.nextInt(random.nextBoolean() ? 48 : 4096);
          header.put(at, (byte) (header.get(at) ^ 1 << random.nextInt(8)));
          assertThrows(
              CorruptDataException.class, () -> LayerHeaderFormat.decode(header.clear(), "layer"));
          ByteBuffer page = indexPage();
          int bit = random.nextInt(16 * 8);
          page.put(bit / 8, (byte) (page.get(bit / 8) ^ 1 << bit % 8));
          assertEquals(-1, new IndexPageFormat(LAYER).durableBefore(page, 1));
        });
  }
}
