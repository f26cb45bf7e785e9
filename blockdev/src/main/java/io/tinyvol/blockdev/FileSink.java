package io.tinyvol.blockdev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes at positions of a file that is zeros to begin with. Thread-safe. */
record FileSink(FileChannel channel) implements RangeSink {
  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }
}
