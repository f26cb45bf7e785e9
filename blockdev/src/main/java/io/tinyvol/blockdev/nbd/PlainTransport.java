package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket as it is. */
final class PlainTransport implements Transport {
  private final SocketChannel channel;

  PlainTransport(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return channel.read(dst);
  }

  @Override
  public void write(ByteBuffer... srcs) throws IOException {
    if (srcs.length == 1) {
      while (srcs[0].hasRemaining()) {
        channel.write(srcs[0]);
      }
      return;
    }
    int first = 0;
    while (first < srcs.length) {
      if (srcs[first].hasRemaining()) {
        channel.write(srcs, first, srcs.length - first);
      } else {
        first++;
      }
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void end() {
    // A socket that is closed says it all.
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
