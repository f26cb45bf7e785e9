package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, through a buffer: as many requests as have arrived come with one call. A
 * large buffer is held while much arrives, so that connections at rest hold little. For one thread.
 */
final class Input {
  private static final int SMALL_BYTES = 8 << 10;

  private final Transport transport;
  private final BufferPool pool;
  private final ByteBuffer small;
  private @Nullable ByteBuffer large;
  private ByteBuffer buffer;
  private int lastRead;

  /** What is done before a read that may wait. */
  interface BeforeRead {
    /** Does it. */
    void run() throws IOException;
  }

  private BeforeRead beforeRead = () -> {};

  Input(Transport transport, BufferPool pool) {
    this.transport = transport;
    this.pool = pool;
    small = ByteBuffer.allocateDirect(SMALL_BYTES).flip();
    buffer = small;
  }

  /** Sets what is done before a read that may wait: to send replies. */
  void beforeRead(BeforeRead action) {
    beforeRead = action;
  }

  /** What has arrived, from its position to its limit. */
  ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Waits until so many bytes have arrived and {@link #buffer} has them.
   *
   * @return false if the client's bytes end before, or there is no memory for so many: see {@link
   *     #canHold}
   */
  boolean ensure(int bytes) throws IOException {
    while (buffer.remaining() < bytes) {
      beforeRead.run();
      if (!makeRoom(bytes) || !fill()) {
        return false;
      }
    }
    return true;
  }

  /** Makes sure that there is room for so many bytes, at most a piece; false if there is not. */
  boolean canHold(int bytes) {
    return bytes <= buffer.capacity() || enlarge();
  }

  private boolean makeRoom(int bytes) {
    boolean isEmpty = !buffer.hasRemaining();
    if (isEmpty && large != null && lastRead < SMALL_BYTES && bytes <= SMALL_BYTES) {
      release();
    }
    if (large == null && (bytes > SMALL_BYTES || (isEmpty && lastRead >= SMALL_BYTES))) {
      enlarge();
    }
    if (buffer.position() > 0) {
      buffer.compact().flip();
    }
    return buffer.capacity() >= bytes;
  }

  private boolean enlarge() {
    if (large != null) {
      return true;
    }
    ByteBuffer taken = pool.tryTake();
    if (taken == null) {
      return false;
    }
    large = taken.put(buffer).flip();
    buffer = large;
    return true;
  }

  private void release() {
    if (large != null) {
      pool.give(large);
      large = null;
      buffer = small.clear().flip();
    }
  }

  private boolean fill() throws IOException {
    int start = buffer.position();
    buffer.position(buffer.limit()).limit(buffer.capacity());
    try {
      lastRead = transport.read(buffer);
    } finally {
      buffer.limit(buffer.position()).position(start);
    }
    return lastRead >= 0;
  }

  /** Fills {@code dst}; false if the client's bytes end before. */
  boolean readFully(ByteBuffer dst) throws IOException {
    int buffered = Math.min(buffer.remaining(), dst.remaining());
    dst.put(dst.position(), buffer, buffer.position(), buffered);
    dst.position(dst.position() + buffered);
    buffer.position(buffer.position() + buffered);
    while (dst.hasRemaining()) {
      beforeRead.run();
      if (transport.read(dst) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Drops what comes next; false if the client's bytes end before. */
  boolean skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (!buffer.hasRemaining() && !ensure(1)) {
        return false;
      }
      int count = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + count);
      left -= count;
    }
    return true;
  }

  /** Gives back what it holds. */
  void close() {
    release();
  }
}
