package io.tinyvol.fuzz;

import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.volume.format.IndexPageFormat;
import io.tinyvol.volume.format.LayerHeaderFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The pages of a small layer's file that are not holes, and these with changes. */
final class SoundLayer {
  private static final int PAGE_BYTES = IndexPageFormat.PAGE_BYTES;
  private static final int FRAME_BYTES = FrameFormat.OVERHEAD_BYTES + 24;
  private static final int KIND_SHIFT = 56;

  /** Where the pages lie in the file; the last three are the second segment's. */
  private static final long[] PLACES = {0, 1, 2, 3, 4, 257, 258, 259};

  private static final int FIRST_SEGMENT = 5;

  private final IndexPageFormat format;
  private final Patches patches;

  /**
   * A page.
   *
   * @param number which one of the file
   */
  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  record Page(long number, byte[] bytes) {}

  SoundLayer(UUID layer) {
    format = new IndexPageFormat(layer);
    byte[] all = new byte[PLACES.length * PAGE_BYTES];
    LayerHeaderFormat.encode(layer).get(all, 0, PAGE_BYTES);
    for (int page : new int[] {2, 3, 4, 6, 7}) {
      Arrays.fill(all, page * PAGE_BYTES, (page + 1) * PAGE_BYTES, (byte) page);
    }
    ByteBuffer first = index(all, 1);
    format.putHeader(first, 0, 3);
    format.putData(first, 0, 2, 7, checksum(all, 2));
    format.putData(first, 1, 3, 8, checksum(all, 3));
    format.putData(first, 2, 4, 200, checksum(all, 4));
    format.putZeros(first, 3, 5, 100, 50);
    ByteBuffer second = index(all, 5);
    format.putHeader(second, 1, 3);
    format.putData(second, 0, 258, 7, checksum(all, 6));
    format.putZeros(second, 1, 259, 8, 1);
    patches = new Patches(all);
  }

  private static ByteBuffer index(byte[] all, int page) {
    return ByteBuffer.wrap(all, page * PAGE_BYTES, PAGE_BYTES)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(byte[] all, int page) {
    CRC32C crc = new CRC32C();
    crc.update(all, page * PAGE_BYTES, PAGE_BYTES);
    return (int) crc.getValue();
  }

  /** The pages with the changes that follow in an input. */
  List<Page> changed(byte[] input, int from, boolean isMended, boolean hasSecond) {
    byte[] all = patches.apply(input, from);
    if (isMended) {
      mendHeader(all);
      mend(index(all, 1), 0);
      mend(index(all, 5), 1);
    }
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < (hasSecond ? PLACES.length : FIRST_SEGMENT); i++) {
      pages.add(new Page(PLACES[i], Arrays.copyOfRange(all, i * PAGE_BYTES, (i + 1) * PAGE_BYTES)));
    }
    return pages;
  }

  private static void mendHeader(byte[] all) {
    CRC32C crc = new CRC32C();
    crc.update(all, 0, FRAME_BYTES - 4);
    ByteBuffer.wrap(all)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(FRAME_BYTES - 4, (int) crc.getValue());
  }

  private void mend(ByteBuffer index, int segment) {
    format.putHeader(index, index.getInt(8), index.getLong(0));
    for (int entry = 0; entry < IndexPageFormat.ENTRIES; entry++) {
      int at = 16 + entry * 16;
      long what = index.getLong(at);
      long filePage = IndexPageFormat.indexPage(segment) + 1 + entry;
      long block = what & ~(-1L << KIND_SHIFT);
      if (what >>> KIND_SHIFT == 1) {
        format.putData(index, entry, filePage, block, index.getInt(at + 8));
      } else if (what >>> KIND_SHIFT == 2) {
        format.putZeros(index, entry, filePage, block, index.getInt(at + 8));
      }
    }
  }
}
