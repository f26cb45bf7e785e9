package io.tinyvol.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tinyvol.fuzz.Scratch;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonReader;
import io.tinyvol.service.json.ServeJson;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.LoggerFactory;

/**
 * A request to the daemon, as bytes of HTTP, on a real store. No request makes it fail: nothing is
 * answered with a status of 500. Volumes but one are removed from time to time. What would serve
 * volumes at a place of the client's choice is only read.
 */
public final class ApiFuzz {
  private static final String KEPT = "base";
  private static final int REQUESTS_BETWEEN = 256;
  private static final Daemon DAEMON = start();
  private static final LocalConnector CONNECTOR = connect();
  private static int requests;

  private ApiFuzz() {}

  private static Daemon start() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    try {
      VolumeStore store = VolumeStore.open(Scratch.folder("api").resolve("store"), "fuzz");
      return Daemon.start(
          store,
          new DaemonOptions(Optional.empty(), Duration.ofSeconds(1), UpkeepOptions.NONE, "fuzz"),
          InstantSource.system());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LocalConnector connect() {
    List<Route> routes = new ArrayList<>(DAEMON.routes());
    routes.replaceAll(
        route ->
            route.method().equals("POST") && route.path().equals("/v1/operations")
                ? new Route("POST", route.path(), route.pace(), e -> notServing(route, e))
                : route);
    Server server = new Server();
    LocalConnector connector =
        new LocalConnector(server, new HttpConnectionFactory(new HttpConfiguration()));
    server.addConnector(connector);
    server.setHandler(new ApiHandler(new Router(routes), new Paces(), new Metrics()));
    try {
      server.start();
      String made = makeKept(connector);
      if (!made.startsWith("HTTP/1.1 201")) {
        throw new IllegalStateException(made);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return connector;
  }

  /** A volume of an empty archive; where it is there already, that is said. */
  private static String makeKept(LocalConnector connector) throws Exception {
    String head = "PUT /v1/volumes/" + KEPT + "/content HTTP/1.0\r\nContent-Length: 1024\r\n\r\n";
    return ask(connector, utf8(head + "\0".repeat(1024)));
  }

  private static Answer notServing(Route route, Exchange exchange) throws Exception {
    JsonObject body = JsonReader.readObject(exchange.body());
    if (body.text("kind").equals("serve")) {
      ServeJson.read(body);
      return Answer.nothing();
    }
    return route.endpoint().answer(exchange);
  }

  /** Sends one request. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    String answer = ask(CONNECTOR, input);
    if (answer.startsWith("HTTP/1.1 500")) {
      throw new AssertionError(answer);
    }
    if (++requests % REQUESTS_BETWEEN == 0) {
      removeOthers();
    }
  }

  private static String ask(LocalConnector connector, byte[] request) throws Exception {
    try (LocalConnector.LocalEndPoint connection = connector.connect()) {
      connection.addInput(ByteBuffer.wrap(request));
      connection.addInputEOF();
      ByteBuffer answer = connection.waitForResponse(false, 20, TimeUnit.SECONDS);
      return answer == null ? "" : StandardCharsets.ISO_8859_1.decode(answer).toString();
    }
  }

  private static void removeOthers() throws Exception {
    makeKept(CONNECTOR);
    String listed = ask(CONNECTOR, utf8("GET /v1/volumes HTTP/1.0\r\n\r\n"));
    JsonObject volumes = JsonReader.readObject(utf8(listed.substring(listed.indexOf("\r\n\r\n"))));
    for (JsonObject volume : volumes.objects("volumes")) {
      String name = volume.text("volume");
      if (!name.equals(KEPT)) {
        ask(CONNECTOR, utf8("DELETE /v1/volumes/" + name + " HTTP/1.0\r\n\r\n"));
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
