package io.tinyvol.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Has unused content removed, and all content read. An {@link IOException} says that the connection
 * broke meanwhile. For one thread at a time.
 */
final class LoadUpkeep {
  private long collections;
  private long freedChunks;

  /** How often unused content was removed. */
  long collections() {
    return collections;
  }

  /** What was freed in all. */
  long freedChunks() {
    return freedChunks;
  }

  /** Has unused content removed once. */
  void collect(WireClient wire) throws IOException {
    freedChunks += done(wire, Fields.of("kind", "gc").map()).number("freedChunks");
    collections++;
  }

  /** Has all content read once, which must be sound. */
  void check(WireClient wire) throws IOException {
    JsonObject checked = done(wire, Fields.of("kind", "check").and("deep", true).map());
    assertEquals(List.of(), checked.objects("corrupt"));
  }

  /** Has an operation done, and gives what it said. */
  static JsonObject done(WireClient wire, Map<String, Object> operation) throws IOException {
    String id = wire.ask("POST", "/v1/operations", operation).json(202).text("id");
    WireClient.Response answer = wire.get("/v1/operations/" + id + "?wait=600");
    JsonObject ended = answer.json(200);
    assertEquals("done", ended.text("state"), () -> new String(answer.body(), UTF_8));
    return ended.object("result");
  }
}
