package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tinyvol.posix.DescriptorConnection.Peer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** System calls on Unix sockets (unix(7)). Those that would wait fail with EAGAIN. */
final class SocketCalls {
  static final int DATAGRAM = 2;
  static final int SEQUENCED_PACKETS = 5;

  /** AF_UNIX. */
  private static final short UNIX = 1;

  /** SOL_SOCKET and SO_PEERCRED. */
  private static final int SOCKET_LEVEL = 1;

  private static final int PEER_CREDENTIALS = 17;

  /** SHUT_RDWR. */
  private static final int BOTH_WAYS = 2;

  /** struct ucred: process, user, group. */
  private static final int CREDENTIALS_BYTES = 12;

  private SocketCalls() {}

  /** A new socket. SOCK_CLOEXEC and SOCK_NONBLOCK are the same bits as those of open(2). */
  static int socket(int type) throws ErrnoException {
    int flags = type | OpenFlags.CLOEXEC | OpenFlags.NONBLOCK;
    return (int) Kernel.call(CallNumber.SOCKET, UNIX, flags, 0, 0);
  }

  /**
   * @param name a path, or a zero and an abstract name
   */
  static void bind(int fd, byte[] name) throws ErrnoException {
    callWithAddress(CallNumber.BIND, fd, name);
  }

  /** The same for the other end. */
  static void connect(int fd, byte[] name) throws ErrnoException {
    callWithAddress(CallNumber.CONNECT, fd, name);
  }

  private static void callWithAddress(long number, int fd, byte[] name) throws ErrnoException {
    if (name.length > SocketPath.MAX_ADDRESS_BYTES + 1) {
      throw new IllegalArgumentException("longer than a socket's address: " + name.length);
    }
    try (Arena arena = Arena.ofConfined()) {
      // A path ends with a zero or with the address, and an abstract name with the address.
      int bytes = Short.BYTES + name.length;
      MemorySegment address = arena.allocate(bytes, Short.BYTES);
      address.set(JAVA_SHORT, 0, UNIX);
      MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
      MemorySegment state = Kernel.newCallState(arena);
      Kernel.call(state, number, fd, address.address(), bytes, 0, 0);
    }
  }

  static void listen(int fd, int backlog) throws ErrnoException {
    Kernel.call(CallNumber.LISTEN, fd, backlog, 0, 0);
  }

  static int accept(int fd) throws ErrnoException {
    return (int) Kernel.call(CallNumber.ACCEPT4, fd, 0, 0, OpenFlags.CLOEXEC | OpenFlags.NONBLOCK);
  }

  static void shutdown(int fd) {
    try {
      Kernel.call(CallNumber.SHUTDOWN, fd, BOTH_WAYS, 0, 0);
    } catch (ErrnoException e) {
      // The other end was faster.
    }
  }

  static Peer peer(int fd) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment peer = arena.allocate(CREDENTIALS_BYTES, Integer.BYTES);
      MemorySegment length = arena.allocate(JAVA_INT);
      length.set(JAVA_INT, 0, CREDENTIALS_BYTES);
      Kernel.call(
          Kernel.newCallState(arena),
          CallNumber.GETSOCKOPT,
          fd,
          SOCKET_LEVEL,
          PEER_CREDENTIALS,
          peer.address(),
          length.address());
      return new Peer(
          peer.get(JAVA_INT, 0), peer.get(JAVA_INT, Integer.BYTES), peer.get(JAVA_INT, 8));
    }
  }
}
