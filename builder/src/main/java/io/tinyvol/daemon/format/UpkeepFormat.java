package io.tinyvol.daemon.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.format.FrameFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The payload of a store's {@code upkeep} file (see docs/store-format.md):
 *
 * <pre>
 *  0  8  when unused content was last removed, in seconds since 1970, signed
 *  8  8  when the reading of all content was begun, the same
 * 16  4  the portion to be read next, 0 to 256
 * </pre>
 */
public final class UpkeepFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVUK", 1);
  private static final int PAYLOAD_BYTES = 20;

  private UpkeepFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(UpkeepState state) {
    ByteBuffer frame = FRAME.start(PAYLOAD_BYTES);
    frame.putLong(state.lastGc().getEpochSecond()).putLong(state.roundBegun().getEpochSecond());
    frame.putInt(state.nextPortion());
    return FRAME.finish(frame);
  }

  /**
   * Reads the whole file.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static UpkeepState decode(byte[] file, String what) throws IOException {
    ByteBuffer payload = FRAME.payload(file, what);
    if (payload.remaining() != PAYLOAD_BYTES) {
      throw new CorruptDataException(what, "has a payload of " + payload.remaining() + " bytes");
    }
    try {
      return new UpkeepState(
          Instant.ofEpochSecond(payload.getLong()),
          Instant.ofEpochSecond(payload.getLong()),
          payload.getInt());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new CorruptDataException(what, String.valueOf(e.getMessage()), e);
    }
  }
}
