package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.Request;
import io.tinyvol.volume.device.BlockDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * WRITE. Small ones are written from the input's buffer; large ones by workers, piece by piece as
 * they arrive, so that memory is taken for what has arrived and not for what is announced. For the
 * connection's thread.
 */
final class Writes {
  private static final int MAX_INLINE_BYTES = 64 << 10;

  private final Desk desk;
  private final BlockDevice device;

  Writes(Desk desk) {
    this.desk = desk;
    device = desk.session().device();
  }

  void serve(Request request) throws IOException {
    int length = (int) request.length();
    boolean isFua = request.has(CommandNumbers.FLAG_FUA);
    if (length <= MAX_INLINE_BYTES && !isFua && desk.input().canHold(length)) {
      writeHere(request, length);
    } else {
      writePieces(request, isFua);
    }
  }

  private void writeHere(Request request, int length) throws IOException {
    if (!desk.input().ensure(length)) {
      throw endedInside();
    }
    ByteBuffer src = desk.input().buffer();
    int limit = src.limit();
    int end = src.position() + length;
    @Nullable Exception failure = null;
    try {
      device.write(request.offset(), src.limit(end));
    } catch (IOException | RuntimeException e) {
      failure = e;
    } finally {
      src.limit(limit).position(end);
    }
    if (failure == null) {
      desk.replies().done(request.cookie());
    } else {
      desk.replyFailed(request.cookie(), failure);
    }
  }

  static EOFException endedInside() {
    return new EOFException("the client left in the middle of a request");
  }

  /** What is still to be done before a write can be answered. */
  private final class Rest {
    private final long cookie;
    private final boolean isFua;
    private final AtomicInteger left = new AtomicInteger(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Rest(Request request, boolean isFua) {
      cookie = request.cookie();
      this.isFua = isFua;
    }

    void write(long offset, ByteBuffer src) {
      try {
        if (failure.get() == null) {
          device.write(offset, src);
        }
      } catch (IOException | RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      }
    }

    void done() {
      if (left.decrementAndGet() > 0) {
        return;
      }
      if (isFua && failure.get() == null) {
        try {
          device.flush();
        } catch (IOException | RuntimeException | Error e) {
          failure.set(e);
        }
      }
      Throwable first = failure.get();
      ByteBuffer reply = first == null ? Replies.done(cookie) : desk.failed(cookie, first);
      desk.output().leave(new Output.Reply(List.of(reply), () -> desk.underWay().end(0)));
    }
  }

  private void writePieces(Request request, boolean isFua) throws IOException {
    Rest rest = new Rest(request, isFua);
    desk.begin(0);
    try {
      long end = request.offset() + request.length();
      long at = request.offset();
      while (at < end) {
        // Cut where blocks begin: each is the old or the new one after a crash, not half of both.
        int most = BufferPool.PIECE_BYTES - (int) (at % BlockDevice.BLOCK_BYTES);
        int length = (int) Math.min(most, end - at);
        writePiece(at, length, rest);
        at += length;
      }
    } finally {
      desk.underWay().execute(rest::done); // its flush is not for this thread
    }
  }

  private void writePiece(long offset, int length, Rest rest) throws IOException {
    ByteBuffer buffer;
    try {
      buffer = desk.beginWithBuffers(length).getFirst();
    } catch (BufferPool.ExhaustedException e) {
      rest.failure.compareAndSet(null, e);
      if (!desk.input().skip(length)) {
        throw endedInside();
      }
      return;
    }
    Runnable whenDone =
        () -> {
          desk.pool().give(buffer);
          desk.underWay().end(length);
        };
    boolean isWhole = false;
    try {
      isWhole = desk.input().readFully(buffer.limit(length));
    } finally {
      if (!isWhole) {
        rest.failure.compareAndSet(null, endedInside());
        whenDone.run();
      }
    }
    if (!isWhole) {
      throw endedInside();
    }
    rest.left.incrementAndGet();
    desk.underWay()
        .execute(
            () -> {
              rest.write(offset, buffer.flip());
              whenDone.run();
              rest.done();
            });
  }
}
