package io.tinyvol.blockdev.nbd;

import io.tinyvol.posix.SocketPath;
import io.tinyvol.posix.Umask;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A socket that clients connect to. Thread-safe. */
final class Listener implements Closeable {
  private static final int BACKLOG = 512;

  private final ServerSocketChannel channel;
  private final NbdAddress address;

  private Listener(ServerSocketChannel channel, NbdAddress address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * Listens.
   *
   * @throws BindException if that cannot be, because another process does, say; tells where
   */
  static Listener open(NbdAddress address) throws IOException {
    try {
      return switch (address) {
        case NbdAddress.Unix unix -> openUnix(unix);
        case NbdAddress.Tcp tcp -> openTcp(tcp);
      };
    } catch (SocketException e) { // which does not say where
      String why = address + ": cannot listen there: " + e.getMessage();
      throw (IOException) new BindException(why).initCause(e);
    }
  }

  private static Listener openTcp(NbdAddress.Tcp tcp) throws IOException {
    if (tcp.address().isUnresolved()) {
      throw new SocketException("no such host");
    }
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(tcp.address(), BACKLOG);
      InetSocketAddress real = (InetSocketAddress) channel.getLocalAddress();
      return new Listener(channel, new NbdAddress.Tcp(real));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Listener openUnix(NbdAddress.Unix unix) throws IOException {
    try (SocketPath path = SocketPath.of(unix.path())) {
      removeLeftOver(unix.path(), path);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        UnixDomainSocketAddress bound = UnixDomainSocketAddress.of(path.path());
        return Umask.during(
            Umask.OWNER_ONLY, () -> new Listener(channel.bind(bound, BACKLOG), unix));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** A server that was killed leaves its socket behind, at which nobody answers. */
  private static void removeLeftOver(Path socket, SocketPath path) throws IOException {
    if (!Files.exists(socket) || Files.isRegularFile(socket) || Files.isDirectory(socket)) {
      return;
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path.path()))) {
      throw new BindException("another server does");
    } catch (ConnectException e) {
      Files.delete(socket);
    }
  }

  /** Where it really listens. */
  NbdAddress address() {
    return address;
  }

  /** The next client; waits for it. */
  SocketChannel accept() throws IOException {
    SocketChannel client = channel.accept();
    try {
      if (address instanceof NbdAddress.Tcp) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (address instanceof NbdAddress.Unix unix) {
      Files.deleteIfExists(unix.path());
    }
  }
}
