package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.NbdError;
import io.tinyvol.blockdev.nbd.format.ReplyFormat;
import io.tinyvol.blockdev.nbd.format.Request;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * READ. What is quick is read into the connection's own replies; the rest by workers, piece by
 * piece. For the connection's thread.
 */
final class Reads {
  private final Desk desk;
  private final BlockDevice device;
  private final ReadChunks chunks;

  Reads(Desk desk) {
    this.desk = desk;
    device = desk.session().device();
    chunks = new ReadChunks(device);
  }

  void serve(Request request) throws IOException {
    boolean isStructured = desk.session().isStructured();
    if (request.length() == 0) {
      replyNothing(request.cookie(), isStructured);
    } else if (!isStructured || request.has(CommandNumbers.FLAG_DF)) {
      readWhole(request, isStructured);
    } else if (request.length() <= BufferPool.PIECE_BYTES) {
      readPiece(request.cookie(), request.offset(), (int) request.length(), null);
    } else {
      readPieces(request);
    }
  }

  private void replyNothing(long cookie, boolean isStructured) throws IOException {
    ByteBuffer dst = isStructured ? desk.replies().room(CommandNumbers.CHUNK_HEADER_BYTES) : null;
    if (dst == null) {
      desk.replies().done(cookie);
    } else {
      ReplyFormat.none(dst, cookie);
    }
  }

  /** Reads what must be answered by one message: all of it, or an error. */
  private void readWhole(Request request, boolean isStructured) throws IOException {
    int length = (int) request.length();
    if (length <= BufferPool.PIECE_BYTES) {
      ByteBuffer dst = desk.replies().room(length + ReplyFormat.OFFSET_DATA_BYTES);
      if (dst != null && readQuickly(dst, request, isStructured)) {
        return;
      }
    }
    List<ByteBuffer> buffers;
    try {
      buffers = desk.beginWithBuffers(length);
    } catch (BufferPool.ExhaustedException e) {
      desk.replyFailed(request.cookie(), e);
      return;
    }
    desk.underWay().execute(() -> readSlowly(buffers, request, isStructured));
  }

  private boolean readQuickly(ByteBuffer dst, Request request, boolean isStructured)
      throws IOException {
    int start = dst.position();
    int limit = dst.limit();
    try {
      header(dst, request, isStructured);
      int end = dst.position() + (int) request.length();
      boolean isDone = device.readIfQuick(request.offset(), dst.limit(end));
      dst.limit(limit).position(isDone ? end : start);
      return isDone;
    } catch (IOException | RuntimeException e) {
      dst.limit(limit).position(start);
      desk.replyFailed(request.cookie(), e);
      return true;
    }
  }

  private static void header(ByteBuffer dst, Request request, boolean isStructured) {
    if (isStructured) {
      int length = (int) request.length();
      ReplyFormat.offsetData(dst, true, request.cookie(), request.offset(), length);
    } else {
      ReplyFormat.simple(dst, NbdError.OK, request.cookie());
    }
  }

  private void readSlowly(List<ByteBuffer> buffers, Request request, boolean isStructured) {
    long end = request.offset() + request.length();
    List<ByteBuffer> reply = buffers;
    try {
      long at = request.offset();
      header(buffers.getFirst(), request, isStructured);
      for (ByteBuffer buffer : buffers) {
        int length = (int) Math.min(BufferPool.PIECE_BYTES, end - at);
        int limit = buffer.position() + length;
        device.read(at, buffer.limit(limit));
        buffer.position(limit).flip();
        at += length;
      }
    } catch (IOException | RuntimeException | Error e) {
      reply = List.of(desk.failed(request.cookie(), e));
    }
    Runnable whenDone =
        () -> {
          desk.pool().give(buffers);
          desk.underWay().end(request.length());
        };
    desk.output().leave(new Output.Reply(reply, whenDone));
  }

  /** What is still to be left for a reply of several pieces: its end comes last. */
  private final class Rest {
    private final long cookie;

    /** The pieces that workers read, and one for those that are read here. */
    private final AtomicInteger left = new AtomicInteger(1);

    private boolean hasWorkers;

    Rest(long cookie) {
      this.cookie = cookie;
    }

    void add() throws IOException {
      if (!hasWorkers) {
        desk.begin(0);
        hasWorkers = true;
      }
      left.incrementAndGet();
    }

    void done() {
      if (left.decrementAndGet() == 0) {
        ByteBuffer end = ByteBuffer.allocate(CommandNumbers.CHUNK_HEADER_BYTES);
        ReplyFormat.none(end, cookie);
        desk.output().leave(new Output.Reply(List.of(end.flip()), () -> desk.underWay().end(0)));
      }
    }

    /** All pieces have been taken on. What is gathered here goes before what workers leave last. */
    void end() throws IOException {
      if (!hasWorkers) {
        replyNothing(cookie, true);
        return;
      }
      try {
        desk.replies().flush();
      } finally {
        done();
      }
    }
  }

  private void readPieces(Request request) throws IOException {
    Rest rest = new Rest(request.cookie());
    long end = request.offset() + request.length();
    try {
      for (long at = request.offset(); at < end; at += BufferPool.PIECE_BYTES) {
        int length = (int) Math.min(BufferPool.PIECE_BYTES, end - at);
        readPiece(request.cookie(), at, length, rest);
      }
    } finally {
      rest.end();
    }
  }

  private void readPiece(long cookie, long offset, int length, @Nullable Rest rest)
      throws IOException {
    ByteBuffer dst = desk.replies().room(ReadChunks.bytes(length));
    if (dst != null && readQuickly(dst, cookie, offset, length, rest == null)) {
      return;
    }
    if (rest != null) {
      rest.add();
    }
    ByteBuffer buffer;
    try {
      buffer = desk.beginWithBuffers(length).getFirst();
    } catch (IOException e) {
      if (rest != null) {
        rest.done();
      }
      if (!(e instanceof BufferPool.ExhaustedException)) {
        throw e;
      }
      replyFailed(cookie, e, offset, rest == null);
      return;
    }
    desk.underWay().execute(() -> readSlowly(buffer, cookie, offset, length, rest));
  }

  private boolean readQuickly(ByteBuffer dst, long cookie, long offset, int length, boolean isLast)
      throws IOException {
    int start = dst.position();
    try {
      return chunks.writeIfQuick(dst, cookie, offset, length, isLast);
    } catch (IOException | RuntimeException e) {
      dst.position(start);
      replyFailed(cookie, e, offset, isLast);
      return true;
    }
  }

  private void replyFailed(long cookie, Exception failure, long offset, boolean isLast)
      throws IOException {
    desk.tell(failure);
    ByteBuffer dst = desk.replies().room(ReplyFormat.MAX_ERROR_BYTES);
    if (dst != null) {
      NbdError error = Replies.errorOf(failure);
      ReplyFormat.errorAt(dst, isLast, cookie, error, Replies.messageOf(failure), offset);
    }
  }

  private void readSlowly(
      ByteBuffer buffer, long cookie, long offset, int length, @Nullable Rest rest) {
    Throwable failure = new ReadChunks(device).write(buffer, cookie, offset, length, rest == null);
    if (failure != null) {
      desk.tell(failure);
    }
    Runnable whenDone =
        () -> {
          desk.pool().give(buffer);
          desk.underWay().end(length);
        };
    desk.output().leave(new Output.Reply(List.of(buffer.flip()), whenDone));
    if (rest != null) {
      rest.done();
    }
  }
}
