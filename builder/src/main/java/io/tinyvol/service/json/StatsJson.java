package io.tinyvol.service.json;

import io.tinyvol.cas.IngestStats;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;

/** What a build or a commit put into the store, as a part of its result. */
final class StatsJson {
  private StatsJson() {}

  /** Adds it. */
  static Fields write(IngestStats stats, Fields fields) {
    return fields
        .and("newBytes", stats.newBytes())
        .and("storedBytes", stats.storedBytes())
        .and("chunks", stats.chunks())
        .and("newChunks", stats.newChunks());
  }

  /** What {@link #write} added. */
  static IngestStats read(JsonObject object) throws JsonException {
    return new IngestStats(
        object.number("chunks"),
        object.number("newChunks"),
        object.number("newBytes"),
        object.number("storedBytes"));
  }
}
