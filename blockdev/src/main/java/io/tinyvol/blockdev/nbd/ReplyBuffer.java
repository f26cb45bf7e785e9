package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.NbdError;
import io.tinyvol.blockdev.nbd.format.ReplyFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Replies that a connection's own thread gathers, until there is nothing left to do but to wait:
 * then one call sends all. A large buffer is held only meanwhile. For one thread.
 */
final class ReplyBuffer {
  private static final int SMALL_BYTES = 8 << 10;
  private static final int ENOUGH_BYTES = 64 << 10;

  private final Output output;
  private final BufferPool pool;
  private final boolean isStructured;
  private final ByteBuffer small = ByteBuffer.allocateDirect(SMALL_BYTES);
  private @Nullable ByteBuffer large;

  ReplyBuffer(Output output, BufferPool pool, boolean isStructured) {
    this.output = output;
    this.pool = pool;
    this.isStructured = isStructured;
  }

  /**
   * A buffer with room for so many bytes, at most a piece with its headers, after what it has; null
   * if there is no memory for it.
   */
  @Nullable ByteBuffer room(int bytes) throws IOException {
    ByteBuffer current = large == null ? small : large;
    if (current.remaining() >= bytes && current.position() < ENOUGH_BYTES) {
      return current;
    }
    if (large == null) {
      large = pool.tryTake();
      if (large != null) {
        large.put(small.flip());
        small.clear();
      }
    } else {
      send(large);
    }
    current = large == null ? small : large;
    if (current.remaining() < bytes) {
      send(current);
    }
    return current.remaining() < bytes ? null : current;
  }

  private void send(ByteBuffer buffer) throws IOException {
    try {
      output.send(buffer.flip());
    } finally {
      buffer.clear();
    }
  }

  /** Sends what there is. */
  void flush() throws IOException {
    try {
      if (large != null) {
        send(large);
      } else if (small.position() > 0) {
        send(small);
      }
    } finally {
      close();
    }
  }

  /** Adds a reply without data. */
  void done(long cookie) throws IOException {
    ByteBuffer dst = room(ReplyFormat.MAX_ERROR_BYTES);
    if (dst != null) { // always: so much fits the small one
      ReplyFormat.simple(dst, NbdError.OK, cookie);
    }
  }

  /** Adds a reply that says what went wrong. */
  void failed(long cookie, NbdError error, String message) throws IOException {
    ByteBuffer dst = room(ReplyFormat.MAX_ERROR_BYTES);
    if (dst != null) {
      Replies.error(dst, isStructured, cookie, error, message);
    }
  }

  /** Gives back what it holds. */
  void close() {
    if (large != null) {
      pool.give(large);
      large = null;
    }
  }
}
