package io.tinyvol.cas.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.UnsupportedFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The header and footer around every small file we write, little-endian (see docs/store-format.md):
 *
 * <pre>
 *  0  4  magic
 *  4  2  format version
 *  6  2  zero
 *  8  4  compatible feature flags: a reader may ignore those it does not know
 * 12  4  incompatible feature flags: a reader must refuse those it does not know
 * 16  4  length n of the payload
 * 20  n  payload
 *  …  4  CRC-32C of everything before
 * </pre>
 *
 * @param magic the four characters that tell the kind of file
 * @param version the format version, the only one that is known here
 */
public record FrameFormat(String magic, int version) {
  /** The bytes that a frame adds to its payload. */
  public static final int OVERHEAD_BYTES = 24;

  private static final int HEADER_BYTES = 20;
  private static final int KNOWN_INCOMPATIBLE_FLAGS = 0;

  /** Where the payload of a new frame goes: a little-endian buffer behind the header's place. */
  public ByteBuffer start(int payloadBytes) {
    ByteBuffer frame =
        ByteBuffer.allocate(OVERHEAD_BYTES + payloadBytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4; i++) {
      frame.put((byte) magic.charAt(i));
    }
    frame.putShort((short) version).putShort((short) 0).putInt(0).putInt(0).putInt(payloadBytes);
    return frame;
  }

  /** Completes a frame whose payload has been put, and makes it ready for reading. */
  public ByteBuffer finish(ByteBuffer frame) {
    int end = frame.position();
    frame.putInt(end, checksum(frame, end));
    return frame.limit(end + 4).flip().limit(end + 4);
  }

  /**
   * The payload of a frame, little-endian.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is not a whole frame of this magic
   * @throws UnsupportedFormatException if its version is another, or its flags are newer
   */
  public ByteBuffer payload(byte[] bytes, String what) throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < OVERHEAD_BYTES) {
      throw new CorruptDataException(what, "is " + bytes.length + " bytes, too short");
    }
    int payloadBytes = frame.getInt(16);
    if (payloadBytes != bytes.length - OVERHEAD_BYTES) {
      throw new CorruptDataException(what, "is " + bytes.length + " bytes, not as long as it says");
    }
    int end = HEADER_BYTES + payloadBytes;
    int actual = checksum(frame, end);
    if (actual != frame.getInt(end)) {
      throw new CorruptDataException(
          what, "checksum is %08x, recorded is %08x".formatted(actual, frame.getInt(end)));
    }
    for (int i = 0; i < 4; i++) {
      if (frame.get(i) != magic.charAt(i)) {
        throw new CorruptDataException(what, "does not start with " + magic);
      }
    }
    checkKnown(frame, what);
    return frame.slice(HEADER_BYTES, payloadBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void checkKnown(ByteBuffer frame, String what) throws IOException {
    int found = Short.toUnsignedInt(frame.getShort(4));
    if (found > version) {
      throw UnsupportedFormatException.newer(
          what, "has format version " + found + ", this program knows up to " + version);
    }
    if (found < version) {
      throw UnsupportedFormatException.older(
          what, "has format version " + found + ", this program knows only " + version);
    }
    int unknown = frame.getInt(12) & ~KNOWN_INCOMPATIBLE_FLAGS;
    if (unknown != 0) {
      throw UnsupportedFormatException.newer(what, "has unknown features %#x".formatted(unknown));
    }
  }

  private static int checksum(ByteBuffer frame, int endIndex) {
    CRC32C crc = new CRC32C();
    crc.update(frame.array(), frame.arrayOffset(), endIndex);
    return (int) crc.getValue();
  }
}
