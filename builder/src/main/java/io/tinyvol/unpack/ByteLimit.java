package io.tinyvol.unpack;

import java.io.IOException;
import java.io.InputStream;

/** Ends a stream with an exception where it gives more than a budget has left. */
final class ByteLimit extends InputStream {
  private final InputStream in;
  private final UnpackBudget budget;

  ByteLimit(InputStream in, UnpackBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int got = in.read(buffer, from, length);
    budget.take(Math.max(got, 0));
    return got;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
