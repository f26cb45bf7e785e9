package io.tinyvol.blockdev.nbd;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where a server listens. */
public sealed interface NbdAddress {
  /**
   * A Unix socket, which is made with mode 0600 and removed at the end. Its path may be longer than
   * a socket's address takes.
   */
  record Unix(Path path) implements NbdAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** A TCP port; 0 is any that is free. */
  record Tcp(InetSocketAddress address) implements NbdAddress {
    @Override
    public String toString() {
      return address.getHostString() + ":" + address.getPort();
    }
  }
}
