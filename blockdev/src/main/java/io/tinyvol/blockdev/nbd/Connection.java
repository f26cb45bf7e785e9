package io.tinyvol.blockdev.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client from its first byte to its last, in a thread of its own. */
final class Connection implements Runnable {
  private final String client;
  private final SocketChannel channel;
  private final NbdOptions options;
  private final Exports exports;
  private final NbdEvents events;
  private final Shared shared;
  private volatile boolean isStopping;
  private volatile boolean isLate;
  private volatile @Nullable UnderWay underWay;

  /**
   * What all connections of a server share.
   *
   * @param senders lends threads that send replies
   * @param clock ends what takes too long
   */
  record Shared(
      BufferPool pool, Workers workers, Executor senders, ScheduledExecutorService clock) {}

  Connection(
      String client,
      SocketChannel channel,
      NbdOptions options,
      Exports exports,
      NbdEvents events,
      Shared shared) {
    this.client = client;
    this.channel = channel;
    this.options = options;
    this.exports = exports;
    this.events = events;
    this.shared = shared;
  }

  @Override
  public void run() {
    PlainTransport plain = new PlainTransport(channel);
    Handshake handshake =
        new Handshake(
            plain, shared.pool(), options.tls(), () -> new Negotiation(client, exports, events));
    try (plain) {
      Session session = shakeHands(handshake);
      if (session != null) {
        events.connected(client, session.export());
        serve(session, handshake.input(), handshake.transport());
        events.disconnected(client, session.export());
      }
      handshake.transport().end();
    } catch (ProtocolException e) {
      events.refused(client, Replies.messageOf(e));
    } catch (IOException e) {
      if (isLate) {
        events.refused(client, "it took too long to choose an export");
      } else if (e instanceof Handshake.SendException || e instanceof EOFException) {
        events.refused(client, Replies.messageOf(e));
      }
    } catch (RuntimeException e) {
      events.failed(client, "", e);
    } finally {
      handshake.input().close();
    }
  }

  private @Nullable Session shakeHands(Handshake handshake) throws IOException {
    ScheduledFuture<?> deadline =
        shared
            .clock()
            .schedule(
                () -> {
                  isLate = true;
                  kill();
                },
                options.handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    try {
      return handshake.run();
    } finally {
      deadline.cancel(false);
    }
  }

  private void serve(Session session, Input input, Transport transport) {
    Output output = new Output(transport, shared.senders());
    ReplyBuffer replies = new ReplyBuffer(output, shared.pool(), session.isStructured());
    UnderWay others = new UnderWay(shared.workers(), () -> endIfStopping(transport));
    underWay = others;
    if (isStopping) {
      endIfStopping(transport);
    }
    Desk desk = new Desk(session, input, replies, output, others, shared.pool(), events);
    try {
      new Transmission(desk, () -> isStopping).run();
    } catch (ProtocolException | EOFException e) {
      events.refused(client, Replies.messageOf(e));
      kill();
    } catch (IOException e) {
      kill(); // the client is gone
    } catch (RuntimeException | Error e) {
      events.failed(client, session.export(), e);
      kill();
    } finally {
      finish(session, others);
      replies.close();
    }
  }

  /** Lets what is under way end, and closes the device before the client sees an end. */
  private void finish(Session session, UnderWay others) {
    long patience = options.stopTimeout().toMillis();
    ScheduledFuture<?> deadline =
        shared.clock().schedule(this::kill, patience, TimeUnit.MILLISECONDS);
    try {
      others.awaitNone();
    } finally {
      deadline.cancel(false);
      try {
        session.device().close();
      } catch (IOException | RuntimeException e) {
        events.failed(client, session.export(), e);
      }
    }
  }

  private void endIfStopping(Transport transport) {
    if (isStopping) {
      try {
        transport.shutdownInput();
      } catch (IOException e) {
        // It has ended by itself.
      }
    }
  }

  /** From now on requests are refused. */
  void refuse() {
    isStopping = true;
  }

  /** Ends when nothing is under way any more; for one that refuses requests. */
  void stop() {
    UnderWay others = underWay;
    if (others == null) {
      kill(); // it has promised nothing yet
    } else if (others.count() == 0) {
      endIfStopping(new PlainTransport(channel));
    }
  }

  /** Ends at once. */
  void kill() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
