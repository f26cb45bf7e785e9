package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.CommandNumbers;
import io.tinyvol.blockdev.nbd.format.MetaContext;
import io.tinyvol.blockdev.nbd.format.Request;
import io.tinyvol.blockdev.nbd.format.StatusChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** BLOCK_STATUS: a chunk for each context, which workers make. For the connection's thread. */
final class Statuses {
  private final Desk desk;

  Statuses(Desk desk) {
    this.desk = desk;
  }

  void serve(Request request) throws IOException {
    ByteBuffer buffer;
    try {
      buffer = desk.beginWithBuffers(BufferPool.PIECE_BYTES).getFirst();
    } catch (BufferPool.ExhaustedException e) {
      desk.replyFailed(request.cookie(), e);
      return;
    }
    desk.underWay().execute(() -> answer(request, buffer));
  }

  private void answer(Request request, ByteBuffer buffer) {
    List<ByteBuffer> reply;
    try {
      reply = look(request, buffer);
    } catch (IOException | RuntimeException | Error e) {
      reply = List.of(desk.failed(request.cookie(), e));
    }
    Runnable whenDone =
        () -> {
          desk.pool().give(buffer);
          desk.underWay().end(BufferPool.PIECE_BYTES);
        };
    desk.output().leave(new Output.Reply(reply, whenDone));
  }

  private List<ByteBuffer> look(Request request, ByteBuffer buffer) throws IOException {
    int most = request.has(CommandNumbers.FLAG_REQ_ONE) ? 1 : StatusChunk.MAX_RANGES;
    List<StatusChunk> chunks = new ArrayList<>();
    for (MetaContext context : desk.session().contexts()) {
      ByteBuffer part = buffer.slice(chunks.size() * StatusChunk.MAX_BYTES, StatusChunk.MAX_BYTES);
      chunks.add(new StatusChunk(part, context, most));
    }
    desk.session()
        .device()
        .visit(
            request.offset(),
            request.length(),
            (bytes, isMapped, isZero, isChanged) -> {
              boolean isWanted = false;
              for (StatusChunk chunk : chunks) {
                isWanted |= chunk.add(bytes, isMapped, isZero, isChanged);
              }
              return isWanted;
            });
    List<ByteBuffer> reply = new ArrayList<>();
    for (Iterator<StatusChunk> i = chunks.iterator(); i.hasNext(); ) {
      StatusChunk chunk = i.next();
      reply.add(chunk.end(request.cookie(), !i.hasNext()));
    }
    return reply;
  }
}
