package io.tinyvol.blockdev;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a volume's bytes. What it is not given is zeros. */
sealed interface RangeSink permits FileSink, StreamSink {
  /**
   * Takes the bytes from {@code bytes}' position to its limit as the volume's from {@code
   * offsetBytes} on. A {@link FileSink} may be called from several threads and in any order, a
   * {@link StreamSink} from one, with ascending offsets.
   */
  void write(long offsetBytes, ByteBuffer bytes) throws IOException;
}
