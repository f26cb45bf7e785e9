package io.tinyvol.blockdev.target;

import io.tinyvol.blockdev.RangeSink;
import io.tinyvol.posix.DirectIo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** Compares what is stored with the volume that it should be, zeros included. */
final class VerifyingSink implements RangeSink {
  private static final int BUFFER_BYTES = 1 << 20;

  private final String name;
  private final Stored stored;
  private final ByteBuffer actual = DirectIo.allocate(BUFFER_BYTES);
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long positionBytes;

  /** What is read back. */
  @FunctionalInterface
  interface Stored {
    /** Fills a buffer from position to limit. */
    void read(long offsetBytes, ByteBuffer bytes) throws IOException;
  }

  /** Names what is read back in messages. */
  VerifyingSink(String name, Stored stored) {
    this.name = name;
    this.stored = stored;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    zerosTo(offsetBytes);
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), BUFFER_BYTES);
      compare(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
    }
  }

  @Override
  public void finish(long virtualBytes) throws IOException {
    zerosTo(virtualBytes);
  }

  private void zerosTo(long offsetBytes) throws IOException {
    while (positionBytes < offsetBytes) {
      compare(zeros.slice(0, (int) Math.min(BUFFER_BYTES, offsetBytes - positionBytes)));
    }
  }

  private void compare(ByteBuffer expected) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
    stored.read(positionBytes, actual.clear().limit(expected.remaining()));
    int wrong = actual.flip().mismatch(expected);
    if (wrong >= 0) {
      throw new IOException(
          "%s: has %02x at offset %d where the volume has %02x; the medium fails, or others write"
              .formatted(name, actual.get(wrong), positionBytes + wrong, expected.get(wrong)));
    }
    positionBytes += expected.remaining();
  }
}
