package io.tinyvol.blockdev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes a stream, with zeros where the volume has none. */
final class StreamSink implements RangeSink {
  private final WritableByteChannel channel;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
  private long positionBytes;

  StreamSink(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    zerosTo(offsetBytes);
    positionBytes += bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void finish(long virtualBytes) throws IOException {
    zerosTo(virtualBytes);
  }

  private void zerosTo(long offsetBytes) throws IOException {
    while (positionBytes < offsetBytes) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), offsetBytes - positionBytes));
      positionBytes += channel.write(zeros);
    }
  }
}
