package io.tinyvol.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * An answer's body as an export writes it. When the thread that writes is interrupted, a channel of
 * {@link java.nio.channels.Channels#newChannel(OutputStream)} closes its stream in the thread that
 * interrupts: for an answer that is to say that it is whole, and fails where a write is under way.
 * This one leaves it to the write to fail. For one thread.
 */
final class DownloadChannel implements WritableByteChannel {
  private static final int MOST_BYTES = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[MOST_BYTES];
  private boolean isClosed;

  DownloadChannel(OutputStream out) {
    this.out = out;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int written = 0;
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), MOST_BYTES);
      bytes.get(buffer, 0, length);
      out.write(buffer, 0, length);
      written += length;
    }
    return written;
  }

  @Override
  public boolean isOpen() {
    return !isClosed;
  }

  /** Leaves the answer open: whoever began it says that it is whole. */
  @Override
  public void close() {
    isClosed = true;
  }
}
