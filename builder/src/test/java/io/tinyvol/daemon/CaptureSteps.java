package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import io.tinyvol.json.JsonWriter;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DescriptorConnection;
import io.tinyvol.testing.TarMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How volumes are best written somewhere, and how what was changed there comes back. */
final class CaptureSteps {
  private static final String ONE = "/v1/volumes/{volume}";
  private static final String PLAN = ONE + "/plan";
  private static final String OPERATIONS = "/v1/operations";
  private static final String EVENTS = "Accept: text/event-stream\r\n";
  private static final String NO_ROOT = "0".repeat(64);
  private static final int BLOCK_BYTES = 65_536;

  private final DocumentedApi api;
  private final TestDaemon daemon;
  private final Path folder;

  /** Steps with a daemon, and a folder for a file. */
  CaptureSteps(DocumentedApi api, TestDaemon daemon, Path folder) {
    this.api = api;
    this.daemon = daemon;
    this.folder = folder;
  }

  /** Leaves no volume that was not there before. */
  void run() throws Exception {
    byte[] tar = new TarMaker().file("file", "content").finish();
    api.ask(201, "PUT", ONE + "/content", "/v1/volumes/source/content", "", tar);
    String base = daemon.get("/v1/volumes/source").json().text("root");
    byte[] content = daemon.get("/v1/volumes/source/content").body();
    content[BLOCK_BYTES] ^= 1;

    JsonObject captured = captured("source", base, content);
    assertEquals(2, captured.number("revision"));
    assertEquals(4096, captured.number("changedBytes"));
    assertArrayEquals(content, daemon.get("/v1/volumes/source/content").body());
    plans(base, captured.text("root"));

    String refusal = capture("source", base, content).text();
    assertTrue(refusal.contains("another content"), refusal);
    content[BLOCK_BYTES] ^= 1;
    assertEquals(base, captured("other", captured.text("root"), content).text("root"));
    for (String volume : List.of("source", "other")) {
      api.ask(204, "DELETE", ONE, "/v1/volumes/" + volume);
    }
  }

  private void plans(String base, String root) throws Exception {
    String target = "/v1/volumes/source/plan";
    Map<String, Object> request =
        Fields.of("contents", List.of(NO_ROOT, base)).and("blockBytes", BLOCK_BYTES).map();
    JsonObject plan = api.ask(200, "POST", PLAN, target, request).json();
    assertEquals(root, plan.text("root"));
    assertEquals(base, plan.text("basis"));
    assertEquals(BLOCK_BYTES, plan.number("writtenBytes"));
    api.ask(404, "POST", PLAN, "/v1/volumes/none/plan", request);
    api.ask(413, "POST", PLAN, target, "", DocumentedApi.TOO_LONG);
    api.ask(400, "POST", PLAN, target, Map.of("contents", List.of("root"), "blockBytes", 1));
    api.ask(400, "POST", PLAN, target, Map.of("contents", List.of(), "blockBytes", 0));
  }

  private JsonObject captured(String volume, String base, byte[] content) throws Exception {
    Reply events = capture(volume, base, content);
    assertTrue(events.text().contains("event: result"), events::text);
    String newest = daemon.get(OPERATIONS).json().objects("operations").getFirst().text("id");
    return api.ask(200, "GET", OPERATIONS + "/{id}", OPERATIONS + "/" + newest)
        .json()
        .object("result");
  }

  private Reply capture(String volume, String base, byte[] content) throws Exception {
    Path file = Files.write(folder.resolve("captured"), content);
    try (DescriptorConnection desk = daemon.connectToDesk();
        Descriptor reads = Descriptor.openForReading(file)) {
      Map<String, Object> range =
          Fields.of("offsetBytes", BLOCK_BYTES).and("lengthBytes", BLOCK_BYTES).map();
      Map<String, Object> capture =
          Fields.of("kind", "capture")
              .and("volume", volume)
              .and("base", base)
              .and("descriptor", TestDaemon.handIn(desk, reads))
              .and("changed", List.of(range))
              .map();
      return api.ask(200, "POST", OPERATIONS, OPERATIONS, EVENTS, JsonWriter.bytes(capture));
    }
  }
}
