package io.tinyvol.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A client of a network block device: one request at a time, each of which it waits for. By the
 * protocol's document alone, so that nothing is shared with the server. Not thread-safe.
 */
public final class NbdClient implements Disk, AutoCloseable {
  private static final long OPTION_MAGIC = 0x49484156454f5054L;
  private static final int OPTION_GO = 7;
  private static final int REPLY_ACK = 1;
  private static final int REPLY_INFO = 3;
  private static final int INFO_EXPORT = 0;
  private static final int REQUEST_MAGIC = 0x25609513;
  private static final int REPLY_MAGIC = 0x67446698;

  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int FLUSH = 3;
  private static final int TRIM = 4;
  private static final int WRITE_ZEROES = 6;
  private static final int FLAG_FUA = 1;
  private static final int FLAG_NO_HOLE = 2;

  private final SocketChannel channel;
  private final long sizeBytes;
  private long cookie = 1;

  private NbdClient(SocketChannel channel, String export) throws IOException {
    this.channel = channel;
    sizeBytes = negotiate(export);
  }

  /** Uses an export of the server at a Unix socket. */
  public static NbdClient connect(Path socket, String export) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      return new NbdClient(channel, export);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private long negotiate(String export) throws IOException {
    receive(18); // both magic numbers, and the server's flags
    byte[] name = export.getBytes(StandardCharsets.UTF_8);
    send(ByteBuffer.allocate(4).putInt(3)); // a fixed newstyle without zeroes
    send(
        ByteBuffer.allocate(22 + name.length)
            .putLong(OPTION_MAGIC)
            .putInt(OPTION_GO)
            .putInt(6 + name.length)
            .putInt(name.length)
            .put(name)
            .putShort((short) 0));
    long size = -1;
    while (true) {
      ByteBuffer header = receive(20);
      int type = header.getInt(12);
      ByteBuffer data = receive(header.getInt(16));
      if (type == REPLY_ACK) {
        return size;
      } else if (type != REPLY_INFO) {
        String said = StandardCharsets.UTF_8.decode(data).toString();
        throw new AssertionError("%s: %x %s".formatted(export, type, said));
      } else if (data.getShort() == INFO_EXPORT) {
        size = data.getLong();
      }
    }
  }

  private void send(ByteBuffer bytes) throws IOException {
    bytes.flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private ByteBuffer receive(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("after " + buffer.position() + " of " + bytes + " bytes");
      }
    }
    return buffer.flip();
  }

  private void ask(int command, int flags, long offset, int length, byte... data)
      throws IOException {
    cookie++;
    send(
        ByteBuffer.allocate(28 + data.length)
            .putInt(REQUEST_MAGIC)
            .putShort((short) flags)
            .putShort((short) command)
            .putLong(cookie)
            .putLong(offset)
            .putInt(length)
            .put(data));
    ByteBuffer reply = receive(16);
    int magic = reply.getInt();
    int error = reply.getInt();
    if (magic != REPLY_MAGIC || error != 0 || reply.getLong() != cookie) {
      throw new AssertionError(
          "command %d at %d of %d bytes: reply %x, error %d"
              .formatted(command, offset, length, magic, error));
    }
  }

  /** The size of the export. */
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public byte[] read(long offset, int length) throws IOException {
    ask(READ, 0, offset, length);
    return receive(length).array();
  }

  @Override
  public void write(long offset, byte[] data, boolean isDurable) throws IOException {
    ask(WRITE, isDurable ? FLAG_FUA : 0, offset, data.length, data);
  }

  @Override
  public void trim(long offset, int length, boolean isDurable) throws IOException {
    ask(TRIM, isDurable ? FLAG_FUA : 0, offset, length);
  }

  @Override
  public void zero(long offset, int length, boolean isHole, boolean isDurable) throws IOException {
    int flags = (isHole ? 0 : FLAG_NO_HOLE) | (isDurable ? FLAG_FUA : 0);
    ask(WRITE_ZEROES, flags, offset, length);
  }

  @Override
  public void flush() throws IOException {
    ask(FLUSH, 0, 0, 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
