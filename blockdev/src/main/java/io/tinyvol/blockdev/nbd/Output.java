package io.tinyvol.blockdev.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a connection has to say. Its own thread waits until the client takes it. Others never do:
 * what they leave here is sent by a thread that is borrowed for it, one at a time for each
 * connection. Once something could not be sent, nothing is any more, and the transport is closed.
 * Thread-safe.
 */
final class Output {
  private static final int BUFFERS_AT_ONCE = 64;

  private final Transport transport;
  private final Executor senders;
  private final ReentrantLock sending = new ReentrantLock();
  private final ArrayDeque<Reply> queue = new ArrayDeque<>();
  private boolean hasSender;
  private volatile boolean isBroken;

  /**
   * A whole message, or several.
   *
   * @param buffers what is sent
   * @param whenDone is called once when that has been sent, or never will be
   */
  record Reply(List<ByteBuffer> buffers, Runnable whenDone) {}

  Output(Transport transport, Executor senders) {
    this.transport = transport;
    this.senders = senders;
  }

  /** Sends whole messages, and returns when the socket has taken them. */
  void send(ByteBuffer... messages) throws IOException {
    sending.lock();
    try {
      if (isBroken) {
        throw new IOException("the connection has ended");
      }
      transport.write(messages);
    } catch (IOException e) {
      breakOff();
      throw e;
    } finally {
      sending.unlock();
    }
  }

  /** Leaves a reply to be sent soon. */
  void leave(Reply reply) {
    synchronized (queue) {
      queue.addLast(reply);
      if (hasSender) {
        return;
      }
      hasSender = true;
    }
    senders.execute(this::sendQueue);
  }

  private void sendQueue() {
    List<Reply> batch = new ArrayList<>();
    List<ByteBuffer> buffers = new ArrayList<>();
    while (true) {
      synchronized (queue) {
        while (buffers.size() < BUFFERS_AT_ONCE && !queue.isEmpty()) {
          Reply reply = queue.removeFirst();
          batch.add(reply);
          buffers.addAll(reply.buffers());
        }
        if (batch.isEmpty()) {
          hasSender = false;
          return;
        }
      }
      try {
        send(buffers.toArray(ByteBuffer[]::new));
      } catch (IOException e) {
        // The connection's own thread finds its end, and tells of it.
      } finally {
        batch.forEach(reply -> reply.whenDone().run());
        batch.clear();
        buffers.clear();
      }
    }
  }

  private void breakOff() {
    isBroken = true;
    try {
      transport.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  /** Whether nothing is sent any more. */
  boolean isBroken() {
    return isBroken;
  }
}
