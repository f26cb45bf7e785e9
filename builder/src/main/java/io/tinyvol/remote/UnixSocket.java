package io.tinyvol.remote;

import io.tinyvol.posix.SocketPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connection to a Unix socket, in the shape that the HTTP library takes. Knows no timeouts: the
 * other end is a process of this machine, and its end shows at once.
 */
final class UnixSocket extends Socket {
  private final SocketChannel channel;

  private UnixSocket(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects.
   *
   * @throws java.net.ConnectException if nobody listens, see {@code Connections}
   */
  static UnixSocket connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try (SocketPath socket = SocketPath.of(path)) {
      channel.connect(UnixDomainSocketAddress.of(socket.path()));
      return new UnixSocket(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InputStream getInputStream() {
    return Channels.newInputStream(channel);
  }

  @Override
  public OutputStream getOutputStream() {
    return Channels.newOutputStream(channel);
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void setSoTimeout(int millis) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setSoLinger(boolean on, int seconds) {}

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
