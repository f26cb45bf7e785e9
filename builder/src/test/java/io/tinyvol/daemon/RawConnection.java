package io.tinyvol.daemon;

import io.tinyvol.posix.SocketPath;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection to a daemon that sends whatever bytes a test likes. */
final class RawConnection implements Closeable {
  private final SocketChannel channel;
  private final InputStream in;

  private RawConnection(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  static RawConnection open(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try (SocketPath socket = SocketPath.of(path)) {
      channel.connect(UnixDomainSocketAddress.of(socket.path()));
      return new RawConnection(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends a text, each char of which is a byte. */
  RawConnection send(String latin1) throws IOException {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  /** Sends as much as the daemon takes: it may answer, and end the connection, before the end. */
  RawConnection sendWhatIsTaken(byte[] bytes) {
    try {
      return send(bytes);
    } catch (IOException e) {
      return this; // the answer is there all the same
    }
  }

  /** A request with a body. */
  RawConnection ask(String method, String target, String headers, byte[] body) throws IOException {
    send(head(method, target, headers + "Content-Length: " + body.length + "\r\n"));
    return sendWhatIsTaken(body);
  }

  RawConnection ask(String method, String target) throws IOException {
    return send(head(method, target, ""));
  }

  static String head(String method, String target, String headers) {
    return method + " " + target + " HTTP/1.1\r\nHost: tinyvol\r\n" + headers + "\r\n";
  }

  /** Says that nothing more will be sent. */
  RawConnection endOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /** Reads an answer with its body. */
  Reply read() throws IOException {
    Reply head = readHead();
    if (head.status() == 204) {
      return head;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.header("transfer-encoding").equals("chunked")) {
      readChunks(body);
    } else if (head.headers().containsKey("content-length")) {
      int length = Integer.parseInt(head.header("content-length"));
      body.writeBytes(readFully(length));
    } else {
      in.transferTo(body);
    }
    return new Reply(head.status(), head.headers(), body.toByteArray());
  }

  /** Reads an answer up to its body. */
  Reply readHead() throws IOException {
    String status = line();
    if (!status.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
      throw new AssertionError("not a status line: " + status);
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
  }

  private void readChunks(ByteArrayOutputStream body) throws IOException {
    while (true) {
      int length = Integer.parseInt(line(), 16);
      body.writeBytes(readFully(length));
      line();
      if (length == 0) {
        return;
      }
    }
  }

  byte[] readFully(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended after " + bytes.length + " of " + length);
    }
    return bytes;
  }

  /** The next line, without its end. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) {
        throw new EOFException("the connection ended after '" + line + "'");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /** Whether the daemon has ended the connection: waits until it does, or sends something. */
  boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true; // it was reset
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
