package io.tinyvol.blockdev.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves volumes to clients of the network block device protocol, as "doc/proto.md" of
 * NetworkBlockDevice/nbd has it. What it speaks is in {@code docs/nbd.md}. Each client has a thread
 * of its own, and what takes long is done by threads that all share. Thread-safe.
 */
public final class NbdServer implements Closeable {
  private static final int MAX_WORKERS = 128;
  private static final long STACK_BYTES = 256 << 10;

  private final NbdOptions options;
  private final Exports exports;
  private final NbdEvents events;
  private final Listener listener;
  private final Workers workers = new Workers(MAX_WORKERS);
  private final ExecutorService senders;
  private final ScheduledThreadPoolExecutor clock;
  private final Connection.Shared shared;
  private final BufferPool pool;
  private final Set<Connection> connections = new HashSet<>();
  private boolean isStopped;
  private long clients;

  private NbdServer(NbdOptions options, Exports exports, NbdEvents events, Listener listener) {
    this.options = options;
    this.exports = exports;
    this.events = events;
    this.listener = listener;
    pool = new BufferPool(options.bufferBytes());
    senders =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().name("nbd-sender").daemon().stackSize(STACK_BYTES).factory());
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("nbd-clock").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
    shared = new Connection.Shared(pool, workers, senders, clock);
  }

  /**
   * Listens, and serves until it is closed.
   *
   * @throws BindException if it cannot listen there: because another process does, say
   */
  public static NbdServer start(NbdOptions options, Exports exports, NbdEvents events)
      throws IOException {
    NbdServer server = new NbdServer(options, exports, events, Listener.open(options.address()));
    Thread.ofPlatform().name("nbd-accept").daemon().start(server::acceptAll);
    return server;
  }

  /** Where it listens; with the real port where any was asked for. */
  public NbdAddress address() {
    return listener.address();
  }

  /** How many buffers are in use; for tests. */
  int buffersTaken() {
    return pool.taken();
  }

  /** How many clients there are. */
  public int connectionCount() {
    synchronized (connections) {
      return connections.size();
    }
  }

  private void acceptAll() {
    while (true) {
      try {
        SocketChannel channel = listener.accept();
        if (!begin(channel)) {
          channel.close();
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        events.failed("", "", e);
        if (!pause()) {
          return;
        }
      }
    }
  }

  /** Where there are no descriptors left, the connection stays in the queue. */
  private static boolean pause() {
    try {
      Thread.sleep(100);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private boolean begin(SocketChannel channel) throws IOException {
    Connection connection;
    synchronized (connections) {
      String client = name(channel);
      if (isStopped) {
        return false;
      }
      if (connections.size() >= options.maxConnections()) {
        events.refused(client, "there are " + connections.size() + " connections");
        return false;
      }
      connection = new Connection(client, channel, options, exports, events, shared);
      connections.add(connection);
    }
    Thread.ofPlatform()
        .name("nbd-client")
        .daemon()
        .stackSize(STACK_BYTES)
        .start(() -> serve(connection));
    return true;
  }

  private String name(SocketChannel channel) throws IOException {
    clients++;
    return address() instanceof NbdAddress.Tcp
        ? String.valueOf(channel.getRemoteAddress())
        : "client " + clients;
  }

  private void serve(Connection connection) {
    try {
      connection.run();
    } finally {
      synchronized (connections) {
        connections.remove(connection);
        connections.notifyAll();
      }
    }
  }

  /**
   * Stops: no client is let in any more, new requests are refused, those under way finish, and all
   * devices are closed, which flushes them. What has not ended after {@link NbdOptions#stopTimeout}
   * loses its connection; a device that hangs is left to itself.
   */
  @Override
  public void close() throws IOException {
    Set<Connection> open;
    synchronized (connections) {
      if (isStopped) {
        return;
      }
      isStopped = true;
      open = Set.copyOf(connections);
    }
    @Nullable IOException failure = null;
    try {
      listener.close();
    } catch (IOException e) {
      failure = e;
    }
    open.forEach(Connection::refuse); // before any client sees an end
    open.forEach(Connection::stop);
    long nanos = options.stopTimeout().toNanos();
    if (!awaitNone(nanos)) {
      open.forEach(Connection::kill);
      awaitNone(TimeUnit.SECONDS.toNanos(1)); // for those that only waited for their client
    }
    workers.stop();
    senders.shutdown();
    clock.shutdownNow();
    if (failure != null) {
      throw failure;
    }
  }

  private boolean awaitNone(long nanos) {
    long deadline = System.nanoTime() + nanos;
    synchronized (connections) {
      while (!connections.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          connections.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }
}
