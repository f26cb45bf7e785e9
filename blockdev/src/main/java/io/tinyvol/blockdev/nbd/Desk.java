package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the commands of one connection share. Its thread takes requests on; workers finish those
 * that take long.
 *
 * @param session what has been agreed on
 * @param input where requests come from; for the connection's thread only
 * @param replies what its thread says; for it only
 * @param output where others leave replies
 * @param underWay what others do
 */
record Desk(
    Session session,
    Input input,
    ReplyBuffer replies,
    Output output,
    UnderWay underWay,
    BufferPool pool,
    NbdEvents events) {

  /** What a command does that takes long. */
  interface Action {
    /** Does it. */
    void run() throws IOException;
  }

  /** Admits something that others will do; replies are sent before there is a wait. */
  void begin(long bytes) throws IOException {
    if (!underWay.tryBegin(bytes)) {
      replies.flush();
      underWay.begin(bytes);
    }
  }

  /** Admits something and takes buffers for it. If there are none, it is as if nothing had been. */
  List<ByteBuffer> beginWithBuffers(long bytes) throws IOException {
    begin(bytes);
    boolean isTaken = false;
    try {
      ByteBuffer one = bytes <= BufferPool.PIECE_BYTES ? pool.tryTake() : null;
      List<ByteBuffer> buffers;
      if (one != null) {
        buffers = List.of(one);
      } else {
        replies.flush();
        buffers = pool.take(bytes);
      }
      isTaken = true;
      return buffers;
    } finally {
      if (!isTaken) {
        underWay.end(bytes);
      }
    }
  }

  /** Has something done that is answered without data. */
  void slow(long cookie, Action action) throws IOException {
    begin(0);
    underWay.execute(
        () -> {
          ByteBuffer reply;
          try {
            action.run();
            reply = Replies.done(cookie);
          } catch (IOException | RuntimeException | Error e) {
            reply = failed(cookie, e);
          }
          output.leave(new Output.Reply(List.of(reply), () -> underWay.end(0)));
        });
  }

  /** A reply that says what went wrong, which is told to the server's owner as well. */
  ByteBuffer failed(long cookie, Throwable failure) {
    tell(failure);
    return Replies.failed(session.isStructured(), cookie, failure);
  }

  /** Tells the server's owner of a failure. */
  void tell(Throwable failure) {
    events.failed(session.client(), session.export(), failure);
  }

  /** Gathers a reply that says what went wrong. */
  void replyFailed(long cookie, Throwable failure) throws IOException {
    tell(failure);
    replies.failed(cookie, Replies.errorOf(failure), Replies.messageOf(failure));
  }
}
