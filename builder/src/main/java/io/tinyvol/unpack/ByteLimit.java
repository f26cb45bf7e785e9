package io.tinyvol.unpack;

import java.io.IOException;
import java.io.InputStream;

/** Ends a stream with an exception where it gives more than so many bytes. */
final class ByteLimit extends InputStream {
  private final InputStream in;
  private final long maxBytes;
  private long leftBytes;

  ByteLimit(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.leftBytes = maxBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int got = in.read(buffer, from, length);
    if (got > leftBytes) {
      throw new UnpackException(
          "it unpacks to more than %d bytes; allow more with --max-unpacked SIZE"
              .formatted(maxBytes));
    }
    leftBytes -= Math.max(got, 0);
    return got;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
