package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ConnectException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a Unix socket of whole messages (SOCK_SEQPACKET), each with descriptors if need
 * be (SCM_RIGHTS), see unix(7). The other end may be hostile: what it sends is bounded, and what is
 * out of bounds leaves no descriptor behind.
 *
 * <p>All methods may be called from several threads at once; a message is sent and received whole.
 * Threads that wait can be interrupted, or another thread can close.
 */
public final class DescriptorConnection implements Closeable {
  /** How long a message may be. */
  public static final int MAX_MESSAGE_BYTES = 4096;

  /** How many descriptors a message may have. */
  public static final int MAX_DESCRIPTORS = 8;

  /** While the listener has as many connections as it lets wait. */
  private static final long RETRY_NANOS = 10_000_000;

  private final Descriptor socket;

  DescriptorConnection(Descriptor socket) {
    this.socket = socket;
  }

  /**
   * Who is at the other end (SO_PEERCRED), as it was when it connected or began to listen.
   *
   * @param pid its process; 0 if it cannot be named in this process's namespace. It may have ended
   *     since, and the number been given away.
   * @param uid its effective user
   * @param gid its effective group
   */
  public record Peer(int pid, int uid, int gid) {}

  /**
   * What arrived. Whoever receives it closes the descriptors.
   *
   * @param bytes at least one
   * @param descriptors of anything, open for anything: the sender chose
   */
  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  public record Message(byte[] bytes, List<Descriptor> descriptors) implements Closeable {
    /** Closes all descriptors. */
    @Override
    public void close() {
      descriptors.forEach(Descriptor::close);
    }
  }

  /**
   * Connects to a listener, and waits while it has too many to accept.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws AccessDeniedException if the file may not be written, or its folder not be searched
   * @throws ConnectException if nobody listens there
   * @throws ClosedByInterruptException if the thread is interrupted
   */
  public static DescriptorConnection connect(Path path) throws IOException {
    try (SocketPath address = SocketPath.of(path)) {
      Descriptor socket = new Descriptor(SocketCalls.socket(SocketCalls.SEQUENCED_PACKETS));
      try {
        connect(socket.number(), address.bytes());
        return new DescriptorConnection(socket);
      } catch (ErrnoException e) {
        socket.close();
        throw failure(path, e);
      } catch (ClosedByInterruptException e) {
        socket.close();
        throw e;
      }
    }
  }

  private static void connect(int fd, byte[] address) throws IOException {
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ClosedByInterruptException();
      }
      try {
        SocketCalls.connect(fd, address);
        return;
      } catch (ErrnoException e) {
        if (e.errno() != ErrnoException.EAGAIN && e.errno() != ErrnoException.EINTR) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private static IOException failure(Path path, ErrnoException e) {
    if (e.errno() == ErrnoException.ECONNREFUSED) {
      ConnectException refused = new ConnectException(path + ": " + e.getMessage());
      refused.initCause(e);
      return refused;
    }
    return FileFailures.ofOpen(path.toString(), e);
  }

  /** Who is at the other end. */
  public Peer peer() throws IOException {
    int fd = socket.acquire();
    try {
      return SocketCalls.peer(fd);
    } finally {
      socket.release();
    }
  }

  /**
   * Sends a message, and waits for room. The other end has the same files open then, whatever
   * becomes of the descriptors here.
   *
   * @throws IllegalArgumentException if the message is empty or out of bounds
   * @throws ClosedChannelException if this, or one of the descriptors, is closed
   * @throws AsynchronousCloseException if another thread closes this meanwhile
   * @throws ClosedByInterruptException if the thread is interrupted; this is closed then
   */
  public void send(byte[] message, List<Descriptor> descriptors) throws IOException {
    if (message.length == 0
        || message.length > MAX_MESSAGE_BYTES
        || descriptors.size() > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "a message of " + message.length + " bytes, with " + descriptors.size() + " descriptors");
    }
    int[] numbers = new int[descriptors.size()];
    int acquired = 0;
    try (Arena arena = Arena.ofConfined()) {
      for (; acquired < numbers.length; acquired++) {
        numbers[acquired] = descriptors.get(acquired).acquire();
      }
      socket.whenReady(
          Readiness.TO_WRITE,
          new Readiness(arena),
          fd -> {
            RightsCalls.send(fd, message, numbers);
            return numbers;
          });
    } finally {
      descriptors.subList(0, acquired).forEach(Descriptor::release);
    }
  }

  /**
   * Waits for a message; null at the end of the connection. After a failure the connection may go
   * on, but is best closed.
   *
   * @throws ClosedChannelException if this is closed
   * @throws AsynchronousCloseException if another thread closes this meanwhile
   * @throws ClosedByInterruptException if the thread is interrupted; this is closed then
   * @throws IOException if the message is out of bounds; its descriptors are closed
   */
  public @Nullable Message receive() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Readiness readiness = new Readiness(arena);
      while (true) {
        try {
          return receive(readiness);
        } catch (ErrnoException e) {
          if (e.errno() != ErrnoException.ECONNRESET) {
            throw e;
          }
          // The kernel says it once. What was sent before is still to come, and then the end.
        }
      }
    }
  }

  private @Nullable Message receive(Readiness readiness) throws IOException {
    List<Message> received =
        socket.whenReady(
            Readiness.TO_READ,
            readiness,
            fd -> {
              Message message = RightsCalls.receive(fd, MAX_MESSAGE_BYTES, MAX_DESCRIPTORS);
              return message == null ? List.of() : List.of(message);
            });
    if (!received.isEmpty()) {
      return received.get(0);
    }
    if (socket.isClosed()) {
      throw new AsynchronousCloseException();
    }
    return null;
  }

  /** Ends the connection at both ends; threads that wait for it here fail. */
  @Override
  public void close() {
    socket.shutDown();
  }
}
