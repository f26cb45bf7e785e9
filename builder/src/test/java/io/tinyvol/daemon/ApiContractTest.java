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
import io.tinyvol.testing.TarMaker;
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
  private static final byte[] TAR = new TarMaker().file("file", "content").finish();
  private static final byte[] TOO_LONG = " ".repeat((1 << 20) + 1).getBytes(UTF_8);
  private static final String EVENTS = "Accept: text/event-stream\r\n";
  private static final String NO_ID = UUID.randomUUID().toString();
  private static final String NO_OPERATION = "/v1/operations/" + NO_ID;

  @TempDir Path folder;
  private TestDaemon daemon;
  private ApiDocument document;

  @BeforeEach
  void start() throws IOException {
    daemon = TestDaemon.start(folder.resolve("store"));
    document = ApiDocument.load();
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
    uploads();
    heads();
    accounts();
    operations();
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

  private Reply ask(int status, String method, String path, String target) throws IOException {
    return ask(status, method, path, target, "", new byte[0]);
  }

  private Reply ask(int status, String method, String path, String target, Object body)
      throws IOException {
    return ask(status, method, path, target, "", JsonWriter.bytes(body));
  }

  /** Asks, and checks the answer against what the document says of {@code path}. */
  private Reply ask(
      int status, String method, String path, String target, String headers, byte[] body)
      throws IOException {
    try (RawConnection connection = daemon.connect()) {
      Reply reply = connection.ask(method, target, headers, body).read();
      reply.has(status);
      document.check(method + " " + path, body, reply);
      return reply;
    }
  }

  private void uploads() throws Exception {
    String path = "/v1/volumes/{volume}/content";
    String uuid = UUID.randomUUID().toString();
    String base = "/v1/volumes/base/content?label=a=b&label=empty=&uuid=" + uuid;
    Reply made = ask(201, "PUT", path, base, "", TAR);
    assertEquals("/v1/volumes/base", made.header("location"));
    assertEquals(uuid, made.json().text("uuid"));
    assertEquals(uuid, ask(201, "PUT", path, base, "", TAR).json().text("uuid"));
    byte[] other = new TarMaker().file("file", "changed").file("new", "x").finish();
    String web = "/v1/volumes/web/content";
    ask(201, "PUT", path, web + "?sizeBytes=4194304", "", TAR);
    ask(409, "PUT", path, web, "", other);
    ask(201, "PUT", path, web + "?replace=true", "", other);
    for (String wrong :
        List.of("replace=yes", "sizeBytes=1k", "uuid=1-2-3-4-5", "label=x", "x=1")) {
      ask(400, "PUT", path, "/v1/volumes/wrong/content?" + wrong, "", TAR);
    }
    ask(400, "PUT", path, "/v1/volumes/wrong/content", "", "no tar".repeat(1000).getBytes(UTF_8));
    Reply bytes = ask(200, "GET", path, web);
    assertEquals(daemon.get("/v1/volumes/web").json().number("virtualBytes"), bytes.body().length);
    ask(404, "GET", path, "/v1/volumes/none/content");
    ask(400, "GET", path, web + "?x=1");
  }

  private void heads() throws Exception {
    String one = "/v1/volumes/{volume}";
    Map<String, Object> clone =
        Fields.of("cloneOf", "base").and("uuid", UUID.randomUUID().toString()).map();
    Reply made = ask(201, "PUT", one, "/v1/volumes/clone", clone);
    assertEquals("/v1/volumes/clone", made.header("location"));
    assertEquals(made.text(), ask(201, "PUT", one, "/v1/volumes/clone", clone).text());
    ask(409, "PUT", one, "/v1/volumes/clone", Map.of("cloneOf", "base"));
    ask(404, "PUT", one, "/v1/volumes/other", Map.of("cloneOf", "none"));
    ask(400, "PUT", one, "/v1/volumes/other", Map.of("cloneOf", 1L));
    ask(413, "PUT", one, "/v1/volumes/other", "", TOO_LONG);
    ask(200, "GET", one, "/v1/volumes/clone").json().object("parent");
    ask(404, "GET", one, "/v1/volumes/none");
    ask(400, "GET", one, "/v1/volumes/-");

    String labels = one + "/labels";
    Map<String, Object> change = Map.of("labels", Fields.of("a", "c").and("b", "d").map());
    ask(200, "PATCH", labels, "/v1/volumes/clone/labels", change);
    Reply changed =
        ask(
            200,
            "PATCH",
            labels,
            "/v1/volumes/clone/labels",
            "",
            "{\"labels\":{\"a\":null,\"b\":\"\"}}".getBytes(UTF_8));
    assertEquals(Map.of("b", "", "empty", ""), changed.json().textMap("labels"));
    ask(404, "PATCH", labels, "/v1/volumes/none/labels", change);
    ask(400, "PATCH", labels, "/v1/volumes/clone/labels", Map.of("labels", Map.of("a", 1L)));
    ask(413, "PATCH", labels, "/v1/volumes/clone/labels", "", TOO_LONG);

    String rename = one + "/rename";
    Map<String, Object> to = Fields.of("to", "renamed").and("uuid", made.json().text("uuid")).map();
    ask(200, "POST", rename, "/v1/volumes/clone/rename", to);
    ask(200, "POST", rename, "/v1/volumes/clone/rename", to);
    ask(404, "POST", rename, "/v1/volumes/clone/rename", Map.of("to", "x"));
    ask(409, "POST", rename, "/v1/volumes/renamed/rename", Map.of("to", "base"));
    ask(400, "POST", rename, "/v1/volumes/renamed/rename", Map.of("to", "/"));
    ask(413, "POST", rename, "/v1/volumes/renamed/rename", "", TOO_LONG);

    String all = "/v1/volumes";
    assertEquals(3, ask(200, "GET", all, all).json().objects("volumes").size());
    String few = all + "?label=a&label=empty=&sort=size&reverse=true";
    assertEquals(1, ask(200, "GET", all, few).json().objects("volumes").size());
    for (String wrong : List.of("sort=x", "reverse=1", "label==", "sort=name&sort=name", "x=")) {
      ask(400, "GET", all, all + "?" + wrong);
    }
    removals();
  }

  private void removals() throws Exception {
    String one = "/v1/volumes/{volume}";
    for (String name : List.of("x", "y", "z")) {
      ask(201, "PUT", one, "/v1/volumes/" + name, Map.of("cloneOf", "base"));
    }
    ask(204, "DELETE", one, "/v1/volumes/z");
    ask(404, "DELETE", one, "/v1/volumes/z");
    ask(400, "DELETE", one, "/v1/volumes/z?force=true");
    String several = "/v1/removals";
    ask(404, "POST", several, several, Map.of("volumes", List.of("x", "z")));
    Reply gone = ask(200, "POST", several, several, Map.of("volumes", List.of("x", "y")));
    assertEquals(List.of("x", "y"), gone.json().texts("removed"));
    ask(400, "POST", several, several, Map.of("volumes", List.of()));
    ask(413, "POST", several, several, "", TOO_LONG);
  }

  private void accounts() throws Exception {
    ask(200, "GET", "/v1/status", "/v1/status");
    ask(200, "GET", "/v1/stats", "/v1/stats");
    ask(200, "GET", "/v1/usage", "/v1/usage");
    ask(200, "GET", "/v1/usage", "/v1/usage?volume=web&volume=base");
    ask(404, "GET", "/v1/usage", "/v1/usage?volume=none");
    Reply diff = ask(200, "GET", "/v1/diff", "/v1/diff?from=base&to=web");
    assertTrue(diff.json().flag("filesCompared"));
    assertEquals(2, diff.json().objects("files").size());
    ask(200, "GET", "/v1/diff", "/v1/diff?from=base&to=base");
    ask(404, "GET", "/v1/diff", "/v1/diff?from=base&to=none");
    ask(400, "GET", "/v1/diff", "/v1/diff?from=base");
    ask(200, "GET", "/v1/openapi.json", "/v1/openapi.json");
    Reply metrics = ask(200, "GET", "/metrics", "/metrics");
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
      Reply started = ask(202, "POST", path, path, build);
      String place = path + "/" + started.json().text("id");
      assertEquals(place, started.header("location"));
      assertEquals("done", ended(started).text("state"));
      ask(400, "POST", path, path, build); // the token was used

      Map<String, Object> target =
          Fields.of("form", "durable").and("descriptor", TestDaemon.handIn(desk, writes)).map();
      Map<String, Object> write =
          Fields.of("kind", "write").and("volume", "web").and("target", target).map();
      ask(200, "POST", path, path, EVENTS, JsonWriter.bytes(write));
      assertEquals(daemon.get("/v1/volumes/web/content").body().length, Files.size(file));
    }
    Map<String, Object> check = Map.of("kind", "check", "deep", true);
    ask(200, "POST", path, path, EVENTS, JsonWriter.bytes(check));
    assertEquals("done", ended(ask(202, "POST", path, path, check)).text("state"));
    ask(400, "POST", path, path, Map.of("kind", "dance"));
    ask(413, "POST", path, path, "", TOO_LONG);
    ask(200, "GET", path, path);
  }

  private JsonObject ended(Reply started) throws IOException {
    String target = "/v1/operations/" + started.json().text("id") + "?wait=60";
    return ask(200, "GET", "/v1/operations/{id}", target).json();
  }

  private void endedOperations() throws Exception {
    String path = "/v1/operations/{id}";
    String id = daemon.get("/v1/operations").json().objects("operations").get(0).text("id");
    String one = "/v1/operations/" + id;
    ask(200, "GET", path, one);
    ask(400, "GET", path, one + "?wait=601");
    ask(404, "GET", path, NO_OPERATION);
    ask(404, "GET", path, "/v1/operations/x");
    ask(200, "GET", path + "/events", one + "/events");
    ask(400, "GET", path + "/events", one + "/events?x=1");
    ask(404, "GET", path + "/events", NO_OPERATION + "/events");
    ask(200, "DELETE", path, one);
    ask(400, "DELETE", path, one + "?x=1");
    ask(404, "DELETE", path, NO_OPERATION);
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
      ask(403, "POST", "/v1/operations", "/v1/operations", build)
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
      ask(400, route.method(), route.path(), target + "?unknown=1");
      Reply refused = daemon.ask("PROPFIND", target);
      refused.isProblem(405, ExitCode.USAGE, "does not take PROPFIND");
      document.check(route.method() + " " + route.path(), null, refused);
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
    ask(500, "GET", "/v1/volumes/{volume}", "/v1/volumes/web")
        .isProblem(500, ExitCode.CORRUPT, "web");
    ask(500, "GET", "/v1/volumes/{volume}/content", "/v1/volumes/web/content");
    Reply list = ask(200, "GET", "/v1/volumes", "/v1/volumes");
    assertEquals(1, list.json().texts("damaged").size());
    Reply metrics = ask(200, "GET", "/metrics", "/metrics");
    assertTrue(metrics.text().contains("tinyvol_errors_total{code=\"corrupt\"} "), metrics::text);
    Map<String, Object> check = Map.of("kind", "check");
    JsonObject report = ended(ask(202, "POST", "/v1/operations", "/v1/operations", check));
    assertEquals(1, report.object("result").objects("corrupt").size());
  }
}
