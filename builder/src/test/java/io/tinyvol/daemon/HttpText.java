package io.tinyvol.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a daemon by hand. */
final class HttpText {
  private HttpText() {}

  /** The body of what is there, which must be there. HTTP/1.0: the answer ends the connection. */
  static String get(Path socket, String target) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = "GET " + target + " HTTP/1.0\r\nHost: tinyvol\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      byte[] answer = Channels.newInputStream(channel).readAllBytes();
      String text = new String(answer, StandardCharsets.UTF_8);
      if (!text.matches("(?s)HTTP/1\\.[01] 200 .*")) {
        throw new AssertionError(text);
      }
      return text.substring(text.indexOf("\r\n\r\n") + 4);
    }
  }
}
