package io.tinyvol.fuzz;

import io.tinyvol.cas.format.FrameFormat;
import java.nio.ByteBuffer;

/** Right frames around any payload, so that a fuzzer does not stop at a checksum. */
final class Frames {
  private Frames() {}

  static byte[] around(FrameFormat format, byte[] payload) {
    return bytes(format.finish(format.start(payload.length).put(payload)));
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }
}
