package io.tinyvol.blockdev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes at positions of a file that has its size already, and is zeros to begin with. */
record FileSink(FileChannel channel) implements RangeSink {
  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    long position = offsetBytes;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  @Override
  public void finish(long virtualBytes) {}
}
