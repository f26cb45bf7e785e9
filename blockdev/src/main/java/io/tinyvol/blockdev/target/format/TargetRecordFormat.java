package io.tinyvol.blockdev.target.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.format.FrameFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The payload of the files in {@code targets/} (see docs/store-format.md):
 *
 * <pre>
 *  0  16  the volume's uuid, the high 64 bits first
 * 16  32  digest of its manifest's root
 * 48   4  the device's major number
 * 52   4  … and its minor number
 * 56   8  the device's size in bytes
 * 64   8  the offset before which everything was durable
 * </pre>
 */
public final class TargetRecordFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVTR", 1);
  private static final int PAYLOAD_BYTES = 72;

  private TargetRecordFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(TargetRecord written) {
    ByteBuffer frame = FRAME.start(PAYLOAD_BYTES);
    frame.putLong(written.volume().getMostSignificantBits());
    frame.putLong(written.volume().getLeastSignificantBits());
    written.root().putTo(frame);
    frame.putInt((int) written.deviceMajor()).putInt((int) written.deviceMinor());
    frame.putLong(written.deviceBytes()).putLong(written.syncedBytes());
    return FRAME.finish(frame);
  }

  /**
   * Reads the whole file.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static TargetRecord decode(byte[] file, String what) throws IOException {
    ByteBuffer payload = FRAME.payload(file, what);
    if (payload.remaining() != PAYLOAD_BYTES) {
      throw new CorruptDataException(what, "has a payload of " + payload.remaining() + " bytes");
    }
    UUID volume = new UUID(payload.getLong(), payload.getLong());
    Digest root = Digest.at(payload, payload.position());
    payload.position(payload.position() + Digest.BYTES);
    try {
      return new TargetRecord(
          volume,
          root,
          Integer.toUnsignedLong(payload.getInt()),
          Integer.toUnsignedLong(payload.getInt()),
          payload.getLong(),
          payload.getLong());
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException(what, String.valueOf(e.getMessage()), e);
    }
  }
}
