package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon answers is what its OpenAPI document says, and the other way round. */
@Timeout(300)
class ApiContractTest {
  private static final String EVENTS = "Accept: text/event-stream\r\n";
  private static final String NO_ID = UUID.randomUUID().toString();
  private static final String NO_OPERATION = "/v1/operations/" + NO_ID;

  @TempDir Path folder;
  private TestDaemon daemon;
  private ApiDocument document;
  private DocumentedApi api;

  @BeforeEach
  void start() throws IOException {
    daemon = TestDaemon.start(folder.resolve("store"));
    document = ApiDocument.load();
    api = new DocumentedApi(daemon, document);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  @Test
  void documentIsSound() throws IOException {
    assertEquals("3.1.0", document.root().path("openapi").asText());
    document.checkReferences();
    document.checkSchemas();
    try (var shipped = Daemon.class.getResourceAsStream("openapi.json")) {
      assertEquals(
          new String(shipped.readAllBytes(), UTF_8), daemon.get("/v1/openapi.json").text());
    }
  }

  @Test
  void everyRouteIsDocumentedAndNoOther() {
    Set<String> routes = new TreeSet<>();
    for (Route route : daemon.daemon().routes()) {
      routes.add(route.method() + " " + route.path());
    }
    assertEquals(routes, document.operations());
  }

  /** Whatever the document says may be answered, was. */
  @Test
  void everyAnswerIsAsDocumented() throws Exception {
    new VolumeSteps(api).run();
    accounts();
    operations();
    new HistorySteps(api, daemon.store()).run();
    new CaptureSteps(api, daemon, folder).run();
    endedOperations();
    foldersOfOthers();
    whatIsWrongEverywhere();
    damage();
    Set<String> left = new TreeSet<>(document.answers());
    left.removeAll(document.seen());
    // What the library, or bad luck, may answer to any of them.
    left.removeIf(answer -> answer.endsWith(" default"));
    assertEquals(Set.of(), left);
  }

  private void accounts() throws Exception {
    api.ask(200, "GET", "/v1/status", "/v1/status");
    api.ask(200, "GET", "/v1/stats", "/v1/stats");
    api.ask(200, "GET", "/v1/usage", "/v1/usage");
    api.ask(200, "GET", "/v1/usage", "/v1/usage?volume=web&volume=base");
    api.ask(404, "GET", "/v1/usage", "/v1/usage?volume=none");
    Reply diff = api.ask(200, "GET", "/v1/diff", "/v1/diff?from=base&to=web");
    assertTrue(diff.json().flag("filesCompared"));
    assertEquals(2, diff.json().objects("files").size());
    api.ask(200, "GET", "/v1/diff", "/v1/diff?from=base&to=base");
    api.ask(404, "GET", "/v1/diff", "/v1/diff?from=base&to=none");
    api.ask(400, "GET", "/v1/diff", "/v1/diff?from=base");
    api.ask(200, "GET", "/v1/openapi.json", "/v1/openapi.json");
    Reply metrics = api.ask(200, "GET", "/metrics", "/metrics");
    assertTrue(metrics.text().contains("tinyvol_volumes 3"), metrics::text);
  }

  private void operations() throws Exception {
    String path = "/v1/operations";
    Path image = Files.write(folder.resolve("image"), new byte[] {1, 2, 3});
    Path file = Files.createFile(folder.resolve("file"));
    try (DescriptorConnection desk = daemon.connectToDesk();
        Descriptor reads = Descriptor.openForReading(image);
        Descriptor writes = Descriptor.openForWriting(file)) {
      Map<String, Object> source =
          Fields.of("kind", "image")
              .and("name", "image")
              .and("descriptor", TestDaemon.handIn(desk, reads))
              .map();
      Map<String, Object> build =
          Fields.of("kind", "build").and("volume", "image").and("source", source).map();
      Reply started = api.ask(202, "POST", path, path, build);
      String place = path + "/" + started.json().text("id");
      assertEquals(place, started.header("location"));
      assertEquals("done", ended(started).text("state"));
      api.ask(400, "POST", path, path, build); // the token was used

      Map<String, Object> target =
          Fields.of("form", "durable").and("descriptor", TestDaemon.handIn(desk, writes)).map();
      Map<String, Object> write =
          Fields.of("kind", "write").and("volume", "web").and("target", target).map();
      api.ask(200, "POST", path, path, EVENTS, JsonWriter.bytes(write));
      assertEquals(daemon.get("/v1/volumes/web/content").body().length, Files.size(file));
    }
    Map<String, Object> check = Map.of("kind", "check", "deep", true);
    api.ask(200, "POST", path, path, EVENTS, JsonWriter.bytes(check));
    assertEquals("done", ended(api.ask(202, "POST", path, path, check)).text("state"));
    api.ask(400, "POST", path, path, Map.of("kind", "dance"));
    api.ask(413, "POST", path, path, "", DocumentedApi.TOO_LONG);
    api.ask(200, "GET", path, path);
  }

  private JsonObject ended(Reply started) throws IOException {
    String target = "/v1/operations/" + started.json().text("id") + "?wait=60";
    return api.ask(200, "GET", "/v1/operations/{id}", target).json();
  }

  private void endedOperations() throws Exception {
    String path = "/v1/operations/{id}";
    String id = daemon.get("/v1/operations").json().objects("operations").get(0).text("id");
    String one = "/v1/operations/" + id;
    api.ask(200, "GET", path, one);
    api.ask(400, "GET", path, one + "?wait=601");
    api.ask(404, "GET", path, NO_OPERATION);
    api.ask(404, "GET", path, "/v1/operations/x");
    api.ask(200, "GET", path + "/events", one + "/events");
    api.ask(400, "GET", path + "/events", one + "/events?x=1");
    api.ask(404, "GET", path + "/events", NO_OPERATION + "/events");
    api.ask(200, "DELETE", path, one);
    api.ask(400, "DELETE", path, one + "?x=1");
    api.ask(404, "DELETE", path, NO_OPERATION);
  }

  /** Another user, who came past the sockets' permissions, hands in a folder. */
  private void foldersOfOthers() throws Exception {
    for (String name : List.of("", "descriptors.sock")) {
      Commands.run("chmod", "a+rwx", daemon.store().resolve(name).toString());
    }
    String script =
        """
        import os, socket, sys
        os.chdir(sys.argv[1])
        folder = os.open('.', os.O_RDONLY)
        os.setuid(65534)
        desk = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        desk.connect('descriptors.sock')
        socket.send_fds(desk, [b'+'], [folder])
        print(desk.recv(100).decode(), flush=True)
        sys.stdin.read()
        """;
    Process other =
        new ProcessBuilder(
                Commands.find("python3").toString(), "-c", script, daemon.store().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = other.inputReader(UTF_8)) {
      Map<String, Object> source =
          Fields.of("kind", "dir").and("name", "folder").and("descriptor", in.readLine()).map();
      Map<String, Object> build =
          Fields.of("kind", "build").and("volume", "theirs").and("source", source).map();
      api.ask(403, "POST", "/v1/operations", "/v1/operations", build)
          .isProblem(403, ExitCode.FAILED, "folder: permission denied: the daemon opens");
    } finally {
      other.getOutputStream().close();
      other.waitFor();
    }
  }

  /** No operation takes a parameter that it does not know, nor does a path take other methods. */
  private void whatIsWrongEverywhere() throws Exception {
    for (Route route : daemon.daemon().routes()) {
      String target = route.path().replace("{volume}", "base").replace("{id}", NO_ID);
      api.ask(400, route.method(), route.path(), target + "?unknown=1");
      Reply refused = daemon.ask("PROPFIND", target);
      refused.isProblem(405, ExitCode.USAGE, "does not take PROPFIND");
      document.check(route.method() + " " + route.path(), new byte[0], refused);
      Set<String> allowed =
          daemon.daemon().routes().stream()
              .filter(other -> other.path().equals(route.path()))
              .map(Route::method)
              .collect(Collectors.toSet());
      assertEquals(allowed, Set.of(refused.header("allow").toUpperCase(Locale.ROOT).split(", ")));
    }
  }

  /** A head that is damaged hurts its own volume, and is told of. */
  private void damage() throws Exception {
    Files.write(daemon.store().resolve("volumes/web"), new byte[100]);
    api.ask(500, "GET", "/v1/volumes/{volume}", "/v1/volumes/web")
        .isProblem(500, ExitCode.CORRUPT, "web");
    api.ask(500, "GET", "/v1/volumes/{volume}/content", "/v1/volumes/web/content");
    Reply list = api.ask(200, "GET", "/v1/volumes", "/v1/volumes");
    assertEquals(1, list.json().texts("damaged").size());
    Reply metrics = api.ask(200, "GET", "/metrics", "/metrics");
    assertTrue(metrics.text().contains("tinyvol_errors_total{code=\"corrupt\"} "), metrics::text);
    Map<String, Object> check = Map.of("kind", "check");
    JsonObject report = ended(api.ask(202, "POST", "/v1/operations", "/v1/operations", check));
    assertEquals(1, report.object("result").objects("corrupt").size());
  }
}
