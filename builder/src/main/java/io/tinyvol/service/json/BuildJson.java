package io.tinyvol.service.json;

import io.tinyvol.cas.IngestStats;
import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.BuiltVolume;
import io.tinyvol.service.WrittenVolume;
import java.util.Map;

/** What builds and exports give. */
public final class BuildJson {
  private BuildJson() {}

  /** A volume that was built. */
  public static Map<String, Object> write(BuiltVolume built) {
    IngestStats stats = built.stats();
    return VolumeJson.write(built.volume())
        .and("dataBytes", built.dataBytes())
        .and("newBytes", stats.newBytes())
        .and("storedBytes", stats.storedBytes())
        .and("chunks", stats.chunks())
        .and("newChunks", stats.newChunks())
        .and("notes", built.notes())
        .andSeconds("seconds", built.elapsedNanos())
        .map();
  }

  /** A volume that {@link #write(BuiltVolume)} gave. */
  public static BuiltVolume read(JsonObject object) throws JsonException {
    IngestStats stats =
        new IngestStats(
            object.number("chunks"),
            object.number("newChunks"),
            object.number("newBytes"),
            object.number("storedBytes"));
    return new BuiltVolume(
        VolumeJson.read(object),
        object.number("dataBytes"),
        stats,
        object.texts("notes"),
        Values.nanos(object, "seconds"));
  }

  /** A volume that was written somewhere. */
  public static Map<String, Object> write(WrittenVolume written) {
    return Fields.of("virtualBytes", written.virtualBytes())
        .and("writtenBytes", written.writtenBytes())
        .map();
  }

  /** A volume that {@link #write(WrittenVolume)} gave. */
  public static WrittenVolume readWritten(JsonObject object) throws JsonException {
    return new WrittenVolume(object.number("virtualBytes"), object.number("writtenBytes"));
  }
}
