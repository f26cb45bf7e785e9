package io.tinyvol.daemon;

import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.posix.DescriptorListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes open files from clients, and keeps each until the request that it is for claims it by its
 * token, or the client's connection ends. So files are opened by clients, with their rights.
 * Thread-safe.
 */
final class DescriptorDesk implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(DescriptorDesk.class);
  private static final int BACKLOG = 64;
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_OF_A_CONNECTION = 8;
  private static final int TOKEN_BYTES = 16;

  private final DescriptorListener listener;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Deposit> deposits = new HashMap<>();
  private final Set<DescriptorConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * An open file and who opened it.
   *
   * @param descriptor the file, which whoever claims it closes
   * @param peer the client's process
   */
  record Deposit(Descriptor descriptor, DescriptorConnection.Peer peer) {}

  private DescriptorDesk(DescriptorListener listener) {
    this.listener = listener;
  }

  /** Listens at a socket, which is made. */
  static DescriptorDesk open(Path socket) throws IOException {
    DescriptorDesk desk = new DescriptorDesk(DescriptorListener.listen(socket, BACKLOG));
    Thread.ofPlatform().name("descriptors").daemon().start(desk::acceptAll);
    return desk;
  }

  private void acceptAll() {
    while (true) {
      try {
        DescriptorConnection connection = listener.accept();
        if (connections.size() >= MOST_CONNECTIONS) {
          connection.close();
          continue;
        }
        connections.add(connection);
        Thread.ofPlatform().name("descriptors-client").daemon().start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("a client could not be heard: {}", e.getMessage());
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

  private void serve(DescriptorConnection connection) {
    List<String> tokens = new ArrayList<>();
    try (connection) {
      DescriptorConnection.Peer peer = connection.peer(); // a failure would lose what was received
      for (DescriptorConnection.Message message; (message = connection.receive()) != null; ) {
        List<Descriptor> descriptors = message.descriptors();
        if (descriptors.size() != 1 || tokens.size() == MOST_OF_A_CONNECTION) {
          descriptors.forEach(Descriptor::close);
          LOG.warn("a client sent {} open files at once, or too many", descriptors.size());
          return;
        }
        String token = keep(new Deposit(descriptors.getFirst(), peer));
        tokens.add(token);
        connection.send(token.getBytes(StandardCharsets.US_ASCII), List.of());
      }
    } catch (IOException e) {
      LOG.debug("a client went away: {}", e.getMessage());
    } finally {
      connections.remove(connection);
      tokens.forEach(this::drop);
    }
  }

  private synchronized String keep(Deposit deposit) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    deposits.put(token, deposit);
    return token;
  }

  private synchronized void drop(String token) {
    Deposit unclaimed = deposits.remove(token);
    if (unclaimed != null) {
      unclaimed.descriptor().close();
    }
  }

  /**
   * Hands out an open file, once.
   *
   * @throws RequestException if there is none of that token
   */
  synchronized Deposit claim(String token) throws RequestException {
    Deposit deposit = deposits.remove(token);
    if (deposit == null) {
      throw Problems.wrong(
          "descriptor: no open file has been handed in under this token, or its connection ended");
    }
    return deposit;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (DescriptorConnection connection : connections) {
      connection.close();
    }
  }
}
