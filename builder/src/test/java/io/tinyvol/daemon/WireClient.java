package io.tinyvol.daemon;

import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.json.JsonWriter;
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

/**
 * HTTP/1.1 (RFC 9112) as a client that has nothing of ours or of the daemon's library in it would
 * speak it. One connection, one thread. An {@link IOException} says that the connection broke, an
 * {@link AssertionError} that what came is no HTTP.
 */
final class WireClient implements Closeable {
  private final SocketChannel channel;
  private final InputStream in;

  private WireClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
  }

  static WireClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new WireClient(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** An answer, all of it. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
  record Response(int status, byte[] body) {
    /** The body of one with that status. */
    JsonObject json(int expected) throws JsonException {
      return JsonReader.readObject(bytes(expected));
    }

    /** The same. */
    byte[] bytes(int expected) {
      if (status != expected) {
        throw new AssertionError(
            "status " + status + ": " + new String(body, StandardCharsets.UTF_8));
      }
      return body;
    }
  }

  Response get(String target) throws IOException {
    return ask("GET", target, new byte[0]);
  }

  Response ask(String method, String target, Map<String, ?> json) throws IOException {
    return ask(method, target, JsonWriter.bytes(json));
  }

  Response ask(String method, String target, byte[] body) throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: tinyvol\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, target, body.length);
    ByteBuffer request = ByteBuffer.allocate(head.length() + body.length);
    request.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
    while (request.hasRemaining()) {
      channel.write(request);
    }
    return response();
  }

  private Response response() throws IOException {
    String line = line();
    require(line.matches("HTTP/1\\.1 [1-5][0-9]{2}( .*)?"), line);
    int status = Integer.parseInt(line.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    String header = line();
    while (!header.isEmpty()) {
      int colon = header.indexOf(':');
      require(colon > 0, header);
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
      header = line();
    }
    return new Response(status, status == 204 ? new byte[0] : body(headers));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    String length = headers.get("content-length");
    if (length != null) {
      return exactly(Integer.parseInt(length));
    }
    require("chunked".equals(headers.get("transfer-encoding")), headers.toString());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int size = Integer.parseInt(line(), 16);
    while (size > 0) {
      all.writeBytes(exactly(size));
      require(line().isEmpty(), "a chunk is longer than it says");
      size = Integer.parseInt(line(), 16);
    }
    require(line().isEmpty(), "a trailer");
    return all.toByteArray();
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended within a body");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      line.append((char) next);
      next = in.read();
    }
    if (next < 0) {
      throw new EOFException("the connection ended");
    }
    require(line.toString().endsWith("\r"), line.toString());
    return line.substring(0, line.length() - 1);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("no HTTP: " + what);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
