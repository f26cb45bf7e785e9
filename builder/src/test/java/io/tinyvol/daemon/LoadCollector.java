package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonObject;
import java.io.IOException;

/** Has unused content removed, one collection after another. For one thread. */
final class LoadCollector {
  private long collections;
  private long freedChunks;

  /** How often it was done. */
  long collections() {
    return collections;
  }

  /** What was freed in all. */
  long freedChunks() {
    return freedChunks;
  }

  /** Does it once. An {@link IOException} says that the connection broke meanwhile. */
  void step(WireClient wire) throws IOException {
    var gc = Fields.of("kind", "gc").map();
    String id = wire.ask("POST", "/v1/operations", gc).json(202).text("id");
    JsonObject ended = wire.get("/v1/operations/" + id + "?wait=600").json(200);
    assertEquals("done", ended.text("state"), ended::toString);
    freedChunks += ended.object("result").number("freedChunks");
    collections++;
  }
}
