package io.tinyvol.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Takes datagrams at a Unix socket, which the JDK cannot. */
public final class DatagramReceiver implements AutoCloseable {
  private static final int MOST_BYTES = 4096;

  private final Descriptor socket;

  private DatagramReceiver(Descriptor socket) {
    this.socket = socket;
  }

  /** Makes the socket. */
  public static DatagramReceiver bind(Path path) throws IOException {
    Descriptor socket = new Descriptor(SocketCalls.socket(SocketCalls.DATAGRAM));
    try (SocketPath address = SocketPath.of(path)) {
      SocketCalls.bind(socket.number(), address.bytes());
      return new DatagramReceiver(socket);
    }
  }

  /** Waits for one. */
  public String receive() throws IOException {
    ByteBuffer read = ByteBuffer.allocate(MOST_BYTES);
    int length = socket.channel().read(read);
    return new String(read.array(), 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    socket.close();
  }
}
