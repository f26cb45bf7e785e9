package io.tinyvol.blockdev;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes a volume's bytes, from one thread and with ascending offsets. What it is not given is
 * zeros.
 */
public interface RangeSink {
  /** Takes the bytes from position to limit as the volume's from {@code offsetBytes} on. */
  void write(long offsetBytes, ByteBuffer bytes) throws IOException;

  /** There is no more; the volume ends here. */
  void finish(long virtualBytes) throws IOException;
}
