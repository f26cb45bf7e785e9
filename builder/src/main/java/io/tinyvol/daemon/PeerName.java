package io.tinyvol.daemon;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.eclipse.jetty.server.Request;

/** Who is at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED). */
final class PeerName {
  private PeerName() {}

  /** User and group of the process that connected. */
  static String of(Request request) {
    Object transport = request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
    if (transport instanceof SocketChannel channel) {
      try {
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return peer.user().getName() + ":" + peer.group().getName();
      } catch (IOException | UnsupportedOperationException e) {
        return "unknown"; // it has gone already
      }
    }
    return "unknown";
  }
}
