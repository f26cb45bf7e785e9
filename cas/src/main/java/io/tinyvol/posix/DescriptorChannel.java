package io.tinyvol.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/**
 * Reads and writes at a descriptor's own position: files, devices, pipes, sockets, terminals
 * (read(2), write(2)). Whether the descriptor waits or not (O_NONBLOCK) is not changed, as others
 * may share it, and does not matter: the channel waits.
 *
 * <p>May be used from several threads at once: one reads and one writes at a time. A thread that
 * waits for a pipe or a socket can be interrupted, or another thread can close. A disk or a
 * terminal that does not answer cannot be left before it does.
 *
 * <p>Failures are {@link ErrnoException}s: their messages are libc's texts, and name no file.
 */
public final class DescriptorChannel implements ByteChannel {
  private final Descriptor descriptor;
  private final Transfer reads;
  private final Transfer writes;

  DescriptorChannel(Descriptor descriptor) {
    this.descriptor = descriptor;
    this.reads = new Transfer(descriptor, Transfer.Direction.READ);
    this.writes = new Transfer(descriptor, Transfer.Direction.WRITE);
  }

  /**
   * Reads what is there, and waits for at least a byte.
   *
   * @return how many bytes, -1 at the end
   * @throws ClosedChannelException if this is closed
   * @throws AsynchronousCloseException if another thread closes this meanwhile
   * @throws ClosedByInterruptException if the thread is interrupted; this is closed then
   */
  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("a buffer for reading only");
    }
    checkOpen();
    if (!dst.hasRemaining()) {
      return 0;
    }
    int count = reads.some(dst);
    return count == 0 ? -1 : count;
  }

  /**
   * Writes all bytes, and waits until it can. After a failure the buffer's position says how many
   * were written.
   *
   * @throws ClosedChannelException if this is closed
   * @throws AsynchronousCloseException if another thread closes this meanwhile
   * @throws ClosedByInterruptException if the thread is interrupted; this is closed then
   */
  @Override
  public int write(ByteBuffer src) throws IOException {
    checkOpen();
    int bytes = src.remaining();
    while (src.hasRemaining()) {
      writes.some(src);
    }
    return bytes;
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return !descriptor.isClosed();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
