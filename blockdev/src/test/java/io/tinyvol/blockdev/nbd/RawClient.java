package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client that says whatever a test wants it to. */
final class RawClient implements AutoCloseable {
  final SocketChannel channel;

  RawClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /** One that has answered the greeting. */
  static RawClient greeted(Path socket) throws IOException {
    RawClient client = new RawClient(socket);
    client.receive(18);
    client.send(ByteBuffer.allocate(4).putInt(3).flip());
    return client;
  }

  /** One that uses an export. */
  static RawClient using(Path socket, String export, boolean isStructured) throws IOException {
    RawClient client = greeted(socket);
    if (isStructured) {
      client.option(HandshakeNumbers.OPT_STRUCTURED_REPLY);
      client.expect(HandshakeNumbers.REP_ACK);
    }
    client.option(HandshakeNumbers.OPT_GO, exportQuery(export));
    client.expect(HandshakeNumbers.REP_INFO);
    client.expect(HandshakeNumbers.REP_INFO);
    client.expect(HandshakeNumbers.REP_ACK);
    return client;
  }

  static byte[] exportQuery(String export, int... infos) {
    byte[] name = export.getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocate(6 + name.length + infos.length * 2);
    data.putInt(name.length).put(name).putShort((short) infos.length);
    for (int info : infos) {
      data.putShort((short) info);
    }
    return data.array();
  }

  static byte[] contextQuery(String export, String... queries) {
    ByteBuffer data = ByteBuffer.allocate(4096);
    byte[] name = export.getBytes(StandardCharsets.UTF_8);
    data.putInt(name.length).put(name).putInt(queries.length);
    for (String query : queries) {
      byte[] text = query.getBytes(StandardCharsets.UTF_8);
      data.putInt(text.length).put(text);
    }
    return Arrays.copyOf(data.array(), data.position());
  }

  void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  ByteBuffer receive(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("after " + buffer.position() + " of " + bytes + " bytes");
      }
    }
    return buffer.flip();
  }

  /** Whether the server has closed the connection, once it has said nothing more. */
  boolean isAtEnd() throws IOException {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return String.valueOf(e.getMessage()).contains("reset");
    }
  }

  void option(int option, byte... data) throws IOException {
    send(
        ByteBuffer.allocate(16 + data.length)
            .putLong(HandshakeNumbers.OPTION_MAGIC)
            .putInt(option)
            .putInt(data.length)
            .put(data)
            .flip());
  }

  /** A reply to an option. */
  @SuppressWarnings("ArrayRecordComponent")
  record OptionReply(int option, int type, byte[] data) {
    String text() {
      return new String(data, StandardCharsets.UTF_8);
    }
  }

  OptionReply optionReply() throws IOException {
    ByteBuffer header = receive(20);
    if (header.getLong() != HandshakeNumbers.REPLY_MAGIC) {
      throw new AssertionError("not a reply to an option");
    }
    int option = header.getInt();
    int type = header.getInt();
    return new OptionReply(option, type, receive(header.getInt()).array());
  }

  OptionReply expect(int type) throws IOException {
    OptionReply reply = optionReply();
    if (reply.type() != type) {
      throw new AssertionError(Integer.toHexString(reply.type()) + " " + reply.text());
    }
    return reply;
  }

  static ByteBuffer request(int flags, int command, long cookie, long offset, int length) {
    return ByteBuffer.allocate(CommandNumbers.REQUEST_BYTES)
        .putInt(CommandNumbers.REQUEST_MAGIC)
        .putShort((short) flags)
        .putShort((short) command)
        .putLong(cookie)
        .putLong(offset)
        .putInt(length)
        .flip();
  }

  void ask(int flags, int command, long cookie, long offset, int length) throws IOException {
    send(request(flags, command, cookie, offset, length));
  }

  /** A simple reply, or a chunk. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(long cookie, int type, boolean isLast, int error, byte[] data) {}

  /** The next reply, of which a simple one has so many bytes of data if it is no error. */
  Reply reply(int bytes) throws IOException {
    ByteBuffer magic = receive(4);
    if (magic.getInt() == CommandNumbers.SIMPLE_REPLY_MAGIC) {
      ByteBuffer rest = receive(12);
      int error = rest.getInt();
      byte[] data = receive(error == 0 ? bytes : 0).array();
      return new Reply(rest.getLong(), -1, true, error, data);
    }
    if (magic.getInt(0) != CommandNumbers.CHUNK_MAGIC) {
      throw new AssertionError("not a reply: " + Integer.toHexString(magic.getInt(0)));
    }
    ByteBuffer rest = receive(16);
    boolean isLast = (rest.getShort() & 1) != 0;
    int type = rest.getShort() & 0xffff;
    long cookie = rest.getLong();
    byte[] data = receive(rest.getInt()).array();
    int error = type >= CommandNumbers.TYPE_ERROR ? ByteBuffer.wrap(data).getInt() : 0;
    return new Reply(cookie, type, isLast, error, data);
  }

  /** Sends a request that has no data, and returns the error that it is answered with. */
  int errorOf(int flags, int command, long offset, int length) throws IOException {
    ask(flags, command, 77, offset, length);
    @Nullable Reply reply = null;
    int error = 0;
    while (reply == null || !reply.isLast()) {
      reply = reply(command == CommandNumbers.READ ? length : 0);
      if (reply.cookie() != 77) {
        throw new AssertionError("a reply to another request: " + reply);
      }
      error = Math.max(error, reply.error());
    }
    return error;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
