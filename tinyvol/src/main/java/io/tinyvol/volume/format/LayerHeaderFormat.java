package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.format.FrameFormat;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * The first page of a delta layer's file (see docs/volume-format.md): a frame, and zeros to the end
 * of the page. The frame's payload:
 *
 * <pre>
 *  0 16  the layer's uuid, the high 64 bits first
 * 16  4  size of a page, which is that of a block: 4096
 * 20  4  pages of a segment: 256
 * </pre>
 */
public final class LayerHeaderFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVDL", 1);
  private static final int PAYLOAD_BYTES = 24;
  private static final int FRAME_BYTES = FrameFormat.OVERHEAD_BYTES + PAYLOAD_BYTES;

  private LayerHeaderFormat() {}

  /** The whole page. */
  public static ByteBuffer encode(UUID uuid) {
    ByteBuffer frame = FRAME.start(PAYLOAD_BYTES);
    frame.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    frame.putInt(IndexPageFormat.PAGE_BYTES).putInt(IndexPageFormat.SEGMENT_PAGES);
    ByteBuffer page = ByteBuffer.allocateDirect(IndexPageFormat.PAGE_BYTES);
    return page.order(ByteOrder.LITTLE_ENDIAN).put(FRAME.finish(frame)).clear();
  }

  /**
   * The layer whose file has this first page.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static UUID decode(ByteBuffer page, String what) throws IOException {
    byte[] bytes = new byte[IndexPageFormat.PAGE_BYTES];
    page.get(page.position(), bytes);
    ByteBuffer payload = FRAME.payload(Arrays.copyOf(bytes, FRAME_BYTES), what);
    try {
      UUID uuid = new UUID(payload.getLong(), payload.getLong());
      int pageBytes = payload.getInt();
      int segmentPages = payload.getInt();
      if (pageBytes != IndexPageFormat.PAGE_BYTES
          || segmentPages != IndexPageFormat.SEGMENT_PAGES
          || !isZero(bytes)) {
        throw new CorruptDataException(what, "malformed header");
      }
      return uuid;
    } catch (BufferUnderflowException e) {
      throw new CorruptDataException(what, "malformed header: " + e, e);
    }
  }

  private static boolean isZero(byte[] page) {
    return Arrays.mismatch(
            page, FRAME_BYTES, page.length, new byte[page.length], FRAME_BYTES, page.length)
        < 0;
  }
}
