package io.tinyvol.service.json;

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
    return StatsJson.write(
            built.stats(), VolumeJson.write(built.volume()).and("dataBytes", built.dataBytes()))
        .and("notes", built.notes())
        .andSeconds("seconds", built.elapsedNanos())
        .map();
  }

  /** A volume that {@link #write(BuiltVolume)} gave. */
  public static BuiltVolume read(JsonObject object) throws JsonException {
    return new BuiltVolume(
        VolumeJson.read(object),
        object.number("dataBytes"),
        StatsJson.read(object),
        object.texts("notes"),
        Values.nanos(object, "seconds"));
  }

  /** A volume that was written somewhere. */
  public static Map<String, Object> write(WrittenVolume written) {
    return Fields.of("virtualBytes", written.virtualBytes())
        .and("writtenBytes", written.writtenBytes())
        .and("zeroedBytes", written.zeroedBytes())
        .and("keptBytes", written.keptBytes())
        .and("verified", written.verified())
        .map();
  }

  /** A volume that {@link #write(WrittenVolume)} gave. */
  public static WrittenVolume readWritten(JsonObject object) throws JsonException {
    return new WrittenVolume(
        object.number("virtualBytes"),
        object.number("writtenBytes"),
        object.findNumber("zeroedBytes").orElse(0), // a daemon from before there were devices
        object.findNumber("keptBytes").orElse(0),
        object.flag("verified"));
  }
}
