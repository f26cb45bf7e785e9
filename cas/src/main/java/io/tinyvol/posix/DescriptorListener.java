package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.BindException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Waits for connections at a path (bind(2), listen(2), accept(2), unix(7)). All methods may be
 * called from several threads at once.
 */
public final class DescriptorListener implements Closeable {
  private final Descriptor socket;

  private DescriptorListener(Descriptor socket) {
    this.socket = socket;
  }

  /**
   * Makes a socket at a path, with the permissions that the umask leaves: who may write to it may
   * connect. The file remains when the listener is closed, and is in the way of the next one; the
   * caller removes it.
   *
   * @param backlog how many connections may wait to be accepted
   * @throws BindException if there is such a file
   * @throws NoSuchFileException if there is no such folder
   * @throws AccessDeniedException if the folder may not be written
   */
  public static DescriptorListener listen(Path path, int backlog) throws IOException {
    try (SocketPath address = SocketPath.of(path)) {
      Descriptor socket = new Descriptor(SocketCalls.socket(SocketCalls.SEQUENCED_PACKETS));
      try {
        SocketCalls.bind(socket.number(), address.bytes());
        SocketCalls.listen(socket.number(), backlog);
        return new DescriptorListener(socket);
      } catch (ErrnoException e) {
        socket.close();
        throw failure(path, e);
      }
    }
  }

  private static IOException failure(Path path, ErrnoException e) {
    if (e.errno() == ErrnoException.EADDRINUSE) {
      BindException inUse = new BindException(path + ": " + e.getMessage());
      inUse.initCause(e);
      return inUse;
    }
    return FileFailures.ofOpen(path.toString(), e);
  }

  /**
   * Waits for a connection.
   *
   * @throws ClosedChannelException if this is closed
   * @throws AsynchronousCloseException if another thread closes this meanwhile
   * @throws ClosedByInterruptException if the thread is interrupted; this is closed then
   * @throws IOException if the process has too many files open, and the like; the connection goes
   *     on waiting
   */
  public DescriptorConnection accept() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return socket.whenReady(
          Readiness.TO_READ,
          new Readiness(arena),
          fd -> new DescriptorConnection(new Descriptor(SocketCalls.accept(fd))));
    }
  }

  /** Takes no more connections; threads that wait for one fail. */
  @Override
  public void close() {
    socket.shutDown();
  }
}
