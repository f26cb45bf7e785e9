package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Buffers outside of the heap for data on its way, all of one size: a piece of a request and its
 * headers. Their number is bounded; who needs several takes them at once, so that nobody waits with
 * half of what it needs. Thread-safe.
 */
final class BufferPool {
  /** How much of a request one takes. */
  static final int PIECE_BYTES = 256 << 10;

  /** What is left for headers. */
  static final int SLACK_BYTES = 4 << 10;

  /** Long enough for the busy, and an end for what would wait for clients that never read. */
  private static final long PATIENCE_SECONDS = 60;

  private final int most;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();

  BufferPool(long bytes) {
    most = (int) (bytes / (PIECE_BYTES + SLACK_BYTES));
    permits = new Semaphore(most, true);
  }

  /** All memory is taken, and stayed so. */
  static final class ExhaustedException extends IOException {
    private static final long serialVersionUID = 1L;

    ExhaustedException() {
      super("the server's memory for requests is all in use");
    }
  }

  /**
   * One, if there are plenty. The rest is for requests that cannot do without: what is held for
   * speed alone never keeps them waiting.
   */
  @Nullable ByteBuffer tryTake() {
    return permits.availablePermits() > most / 2 && permits.tryAcquire() ? make() : null;
  }

  /** As many as are needed for some bytes; waits for them. */
  List<ByteBuffer> take(long bytes) throws IOException {
    int count = Math.toIntExact(Math.max(1, Math.ceilDiv(bytes, PIECE_BYTES)));
    try {
      if (!permits.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new ExhaustedException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    List<ByteBuffer> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(make());
    }
    return taken;
  }

  private ByteBuffer make() {
    ByteBuffer buffer = free.pollFirst();
    return buffer == null ? ByteBuffer.allocateDirect(PIECE_BYTES + SLACK_BYTES) : buffer.clear();
  }

  /** Takes one back. */
  void give(ByteBuffer buffer) {
    free.addFirst(buffer);
    permits.release();
  }

  /** Takes some back. */
  void give(List<ByteBuffer> buffers) {
    buffers.forEach(this::give);
  }

  /** How many are taken. */
  int taken() {
    return most - permits.availablePermits();
  }
}
