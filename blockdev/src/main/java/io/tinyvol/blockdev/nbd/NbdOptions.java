package io.tinyvol.blockdev.nbd;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server serves.
 *
 * @param address where it listens
 * @param tls how connections are encrypted; empty if they are not
 * @param maxConnections how many it has at once; what comes above that is closed
 * @param handshakeTimeout how long a client may take until it uses an export
 * @param stopTimeout how long requests under way have to finish when the server stops
 * @param bufferBytes how much memory outside of the heap it takes for data on its way, for all
 *     connections; at least 64 MiB, so that the largest request always has room
 */
public record NbdOptions(
    NbdAddress address,
    Optional<TlsOptions> tls,
    int maxConnections,
    Duration handshakeTimeout,
    Duration stopTimeout,
    long bufferBytes) {
  private static final long LEAST_BUFFER_BYTES = 64L << 20;

  /** Checks the numbers. */
  public NbdOptions {
    if (maxConnections < 1 || bufferBytes < LEAST_BUFFER_BYTES) {
      throw new IllegalArgumentException("no connection, or too little memory");
    }
  }

  /** The usual ones. */
  public static NbdOptions at(NbdAddress address) {
    long bufferBytes = Math.max(LEAST_BUFFER_BYTES, Runtime.getRuntime().maxMemory() / 4);
    return new NbdOptions(
        address,
        Optional.empty(),
        1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Math.min(256L << 20, bufferBytes));
  }

  /** The same with TLS. */
  public NbdOptions withTls(TlsOptions options) {
    return new NbdOptions(
        address, Optional.of(options), maxConnections, handshakeTimeout, stopTimeout, bufferBytes);
  }

  /** The same with another number of connections. */
  public NbdOptions withMaxConnections(int connections) {
    return new NbdOptions(address, tls, connections, handshakeTimeout, stopTimeout, bufferBytes);
  }

  /** The same with other times. */
  public NbdOptions withTimeouts(Duration handshake, Duration stop) {
    return new NbdOptions(address, tls, maxConnections, handshake, stop, bufferBytes);
  }
}
