package io.tinyvol.daemon;

import io.tinyvol.json.JsonWriter;
import io.tinyvol.posix.SocketPath;
import io.tinyvol.posix.Umask;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP at a Unix socket. */
final class ApiServer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int MOST_THREADS = 32;
  private static final int MOST_CONNECTIONS = 1024;
  private static final int MOST_HEADER_BYTES = 16 << 10;

  /** How long a connection may be silent. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Server server;
  private final SocketPath socket;

  private ApiServer(Server server, SocketPath socket) {
    this.server = server;
    this.socket = socket;
  }

  /** Listens at a socket, which is made, for this process's user alone. */
  static ApiServer start(Path path, Handler handler, Duration stopTimeout) throws IOException {
    SocketPath socket = SocketPath.of(path);
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
    threads.setName("http");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    // Of a request that names no host, as one of HTTP/1.0 may: else it would be the socket's path.
    configuration.setServerAuthority(new HostPort("tinyvol"));
    configuration.setRequestHeaderSize(MOST_HEADER_BYTES);
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setUnixDomainPath(socket.path());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    server.setHandler(new GracefulHandler(handler));
    server.setErrorHandler(new Errors());
    server.setStopTimeout(stopTimeout.toMillis());
    try {
      Umask.during(Umask.OWNER_ONLY, () -> startNow(server));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
    return new ApiServer(server, socket);
  }

  private static Server startNow(Server server) throws IOException {
    try {
      server.start();
      return server;
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Takes no more requests, and lets those that are under way end within the time for that. */
  @Override
  public void close() throws IOException {
    try (socket) {
      server.stop();
    } catch (TimeoutException e) {
      LOG.info("clients that stayed were left");
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** What the library itself refuses: malformed requests, headers that are too long. */
  private static final class Errors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
      String why = message == null ? "refused" : message.toString();
      Failure failure =
          status == HttpStatus.SERVICE_UNAVAILABLE_503
              ? Problems.STOPPING // of GracefulHandler
              : new Failure(codeOf(status), "HTTP: " + why);
      byte[] problem = JsonWriter.bytes(ApiHandler.problem(status, failure));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, ApiHandler.PROBLEM);
      response.write(true, ByteBuffer.wrap(problem), callback);
      return true;
    }

    private static ExitCode codeOf(int status) {
      return switch (status) {
        case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> ExitCode.USAGE;
        default -> status >= 500 ? ExitCode.FAILED : ExitCode.USAGE;
      };
    }
  }
}
