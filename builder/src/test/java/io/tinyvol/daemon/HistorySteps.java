package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.TarMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What can be asked of volumes' revisions; serves them as well, for something to be written. */
final class HistorySteps {
  private static final String ONE = "/v1/volumes/{volume}";
  private static final String OLD = "/v1/volumes/old";
  private static final String OPERATIONS = "/v1/operations";
  private static final int MIB = 1 << 20;

  private final DocumentedApi api;
  private final Path socket;

  /** Steps with a daemon that owns the store in a folder. */
  HistorySteps(DocumentedApi api, Path store) {
    this.api = api;
    this.socket = store.resolve("nbd.sock");
  }

  /** Leaves no volume that was not there before. */
  void run() throws Exception {
    byte[] tar = new TarMaker().file("file", "content").finish();
    String source = "/v1/volumes/source/content?sizeBytes=" + 8 * MIB;
    api.ask(201, "PUT", ONE + "/content", source, "", tar);
    api.ask(201, "PUT", ONE, OLD, Map.of("cloneOf", "source"));
    Map<String, Object> serve = Fields.of("kind", "serve").and("volumes", List.of("old")).map();
    String served = serving(serve, socket);
    write("old", 1);
    inUse();
    snapshots();
    write("old", 2);
    cancel(served);
    reverts();
    commits();
    resizes();
    servesAll();
    api.ask(204, "DELETE", ONE, OLD);
    api.ask(204, "DELETE", ONE, "/v1/volumes/source");
  }

  private String serving(Map<String, Object> request, Path where) throws Exception {
    Reply started = api.ask(202, "POST", OPERATIONS, OPERATIONS, request);
    String place = started.header("location");
    TestDaemon.await(
        "serving",
        () -> api.ask(200, "GET", OPERATIONS + "/{id}", place).json().text("step").length() > 0);
    String step = api.ask(200, "GET", OPERATIONS + "/{id}", place).json().text("step");
    assertEquals("serving at " + where, step);
    return place;
  }

  private void cancel(String operation) throws IOException {
    api.ask(200, "DELETE", OPERATIONS + "/{id}", operation);
    JsonObject ended = api.ask(200, "GET", OPERATIONS + "/{id}", operation + "?wait=60").json();
    assertEquals("cancelled", ended.text("state"));
  }

  private void write(String volume, int pattern) throws Exception {
    String export = "nbd+unix:///" + volume + "?socket=" + socket;
    Commands.run("qemu-io", "-f", "raw", "-c", "write -P " + pattern + " 6M 64k", export);
  }

  private void inUse() throws IOException {
    api.ask(409, "DELETE", ONE, OLD).isProblem(409, ExitCode.EXISTS, "old: is in use: served");
    api.ask(409, "POST", "/v1/removals", "/v1/removals", Map.of("volumes", List.of("old")));
    api.ask(409, "POST", ONE + "/rename", OLD + "/rename", Map.of("to", "new"));
    api.ask(409, "POST", ONE + "/revert", OLD + "/revert", Map.of("revision", 1L));
    Map<String, Object> resize =
        Fields.of("kind", "resize").and("volume", "old").and("virtualBytes", 64L * MIB).map();
    assertEquals("exists", problemOf(resize));
  }

  private String problemOf(Map<String, Object> request) throws IOException {
    Reply started = api.ask(202, "POST", OPERATIONS, OPERATIONS, request);
    String place = started.header("location") + "?wait=60";
    JsonObject ended = api.ask(200, "GET", OPERATIONS + "/{id}", place).json();
    assertEquals("failed", ended.text("state"));
    return ended.object("problem").text("type").replace("urn:tinyvol:", "");
  }

  private void snapshots() throws IOException {
    String path = ONE + "/snapshot";
    Map<String, Object> noted = Fields.of("note", "first").and("keep", 5L).map();
    assertEquals(2, api.ask(200, "POST", path, OLD + "/snapshot", noted).json().number("revision"));
    api.ask(400, "POST", path, OLD + "/snapshot", Map.of("keep", -1L));
    api.ask(400, "POST", path, OLD + "/snapshot", Map.of("note", "two\nlines"));
    api.ask(404, "POST", path, "/v1/volumes/none/snapshot", Map.of());
    api.ask(413, "POST", path, OLD + "/snapshot", "", DocumentedApi.TOO_LONG);
    JsonObject listed = revisions();
    assertEquals(List.of(), listed.objects("revisions").get(0).texts("layers"));
    JsonObject made = listed.objects("revisions").get(1);
    assertEquals("first", made.text("note"));
    assertEquals(1, made.texts("layers").size());
    assertFalse(api.ask(200, "GET", ONE, OLD).json().flag("outdated"));
    api.ask(200, "POST", path, "/v1/volumes/source/snapshot", Map.of());
    assertTrue(api.ask(200, "GET", ONE, OLD).json().flag("outdated"));
    api.ask(404, "GET", ONE + "/revisions", "/v1/volumes/none/revisions");
  }

  private JsonObject revisions() throws IOException {
    return api.ask(200, "GET", ONE + "/revisions", OLD + "/revisions").json();
  }

  private void reverts() throws IOException {
    String path = ONE + "/revert";
    assertTrue(revisions().flag("changed"));
    JsonObject reverted =
        api.ask(200, "POST", path, OLD + "/revert", Map.of("revision", 1L)).json();
    assertEquals(4, reverted.number("revision")); // what had been written is 3
    assertEquals(
        5, api.ask(200, "POST", path, OLD + "/revert", Map.of()).json().number("revision"));
    api.ask(404, "POST", path, OLD + "/revert", Map.of("revision", 9L))
        .isProblem(404, ExitCode.NOT_FOUND, "old: revision 9 is not kept");
    api.ask(404, "POST", path, "/v1/volumes/none/revert", Map.of());
    api.ask(400, "POST", path, OLD + "/revert", Map.of("to", 1L));
    api.ask(413, "POST", path, OLD + "/revert", "", DocumentedApi.TOO_LONG);
  }

  private JsonObject done(Map<String, Object> request) throws IOException {
    Reply started = api.ask(202, "POST", OPERATIONS, OPERATIONS, request);
    String place = started.header("location") + "?wait=60";
    JsonObject ended = api.ask(200, "GET", OPERATIONS + "/{id}", place).json();
    assertEquals("done", ended.text("state"), ended::toString);
    return ended.object("result");
  }

  private void commits() throws IOException {
    assertEquals(64 << 10, api.ask(200, "GET", ONE, OLD).json().number("deltaBytes"));
    Map<String, Object> commit =
        Fields.of("kind", "commit").and("volume", "old").and("note", "kept").and("keep", 0L).map();
    JsonObject made = done(commit);
    assertEquals(64 << 10, made.number("changedBytes"));
    assertEquals(6, made.number("revision"));
    assertEquals(1, revisions().objects("revisions").size());
    Map<String, Object> again =
        Fields.of("kind", "commit").and("volume", "old").and("dropFree", true).map();
    api.ask(
        200,
        "POST",
        OPERATIONS,
        OPERATIONS,
        "Accept: text/event-stream\r\n",
        JsonWriter.bytes(again));
    JsonObject info = api.ask(200, "GET", ONE, OLD).json();
    assertEquals(0, info.number("deltaBytes"));
    assertEquals(6, info.number("revision"));
    assertEquals("not-found", problemOf(Map.of("kind", "commit", "volume", "none")));
    api.ask(400, "POST", OPERATIONS, OPERATIONS, Map.of("kind", "commit"));
  }

  private void resizes() throws IOException {
    Fields resize = Fields.of("kind", "resize").and("volume", "old");
    long size = 64L * MIB;
    JsonObject made = done(resize.and("virtualBytes", size).and("growFilesystem", true).map());
    assertEquals(size, made.number("virtualBytes"));
    assertEquals("usage", problemOf(resize.and("virtualBytes", 4096L).map()));
    api.ask(400, "POST", OPERATIONS, OPERATIONS, Map.of("kind", "resize", "volume", "old"));
  }

  private void servesAll() throws Exception {
    String served = serving(readOnly().map(), socket);
    String listed = Commands.run("nbdinfo", "--list", "--json", "nbd+unix://?socket=" + socket);
    assertTrue(listed.contains("\"export-name\": \"old\""), listed);
    cancel(served);
    Path other = socket.resolveSibling("other.sock");
    cancel(serving(readOnly().and("socket", other.toString()).map(), other));
    for (String wrong : List.of("socket", "tls", "listen")) {
      api.ask(400, "POST", OPERATIONS, OPERATIONS, readOnly().and(wrong, "here").map());
    }
  }

  private static Fields readOnly() {
    return Fields.of("kind", "serve").and("readOnly", true);
  }
}
