package io.tinyvol.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Tells whoever started this process how it does: the protocol of sd_notify(3). May be called from
 * any thread.
 */
public final class NotifySocket {
  private NotifySocket() {}

  /**
   * Sends a message, and waits for room.
   *
   * @param address the value of NOTIFY_SOCKET: an absolute path, or an abstract name after an "@"
   * @param message lines such as {@code READY=1}
   * @throws IOException if the address is of another kind, or nobody takes the message
   */
  public static void send(String address, String message) throws IOException {
    if (address.indexOf('\0') >= 0 || address.length() < 2) {
      throw new IOException("not an address of a socket: '" + address + "'");
    }
    switch (address.charAt(0)) {
      case '/' -> {
        try (SocketPath path = SocketPath.of(Path.of(address))) {
          send(address, path.bytes(), message);
        }
      }
      case '@' -> {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length > SocketPath.MAX_ADDRESS_BYTES + 1) {
          throw new IOException(address + ": too long a name for a socket");
        }
        name[0] = 0;
        send(address, name, message);
      }
      default -> throw new IOException(address + ": not a kind of socket that is known");
    }
  }

  private static void send(String address, byte[] name, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try (Descriptor socket = new Descriptor(SocketCalls.socket(SocketCalls.DATAGRAM));
        Arena arena = Arena.ofConfined()) {
      SocketCalls.connect(socket.number(), name);
      socket.whenReady(
          Readiness.TO_WRITE,
          new Readiness(arena),
          fd -> {
            RightsCalls.send(fd, bytes, new int[0]);
            return bytes;
          });
    } catch (ErrnoException e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
  }
}
