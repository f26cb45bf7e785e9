package io.tinyvol.service.json;

import io.tinyvol.json.Fields;
import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.VolumeListing;
import io.tinyvol.service.VolumeSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Volumes in short. */
public final class VolumeJson {
  private VolumeJson() {}

  /** A volume, to which more may be added. */
  public static Fields write(VolumeSummary volume) {
    return Fields.of("volume", volume.name())
        .and("uuid", volume.uuid().toString())
        .and("revision", volume.revision())
        .and("created", volume.created().toString())
        .and("virtualBytes", volume.virtualBytes())
        .and("root", volume.root().toString())
        .and("labels", volume.labels());
  }

  /** A volume that {@link #write(VolumeSummary)} gave. */
  public static VolumeSummary read(JsonObject object) throws JsonException {
    return new VolumeSummary(
        object.text("volume"),
        Values.uuid(object, "uuid"),
        object.number("revision"),
        Values.instant(object, "created"),
        object.number("virtualBytes"),
        Values.digest(object, "root"),
        object.textMap("labels"));
  }

  /** Volumes, without those that are damaged. */
  public static List<Map<String, Object>> write(List<VolumeSummary> volumes) {
    return volumes.stream().map(volume -> write(volume).map()).toList();
  }

  /** A listing. */
  public static Map<String, Object> write(VolumeListing listing) {
    return Fields.of("volumes", write(listing.volumes())).and("damaged", listing.damaged()).map();
  }

  /** A listing that {@link #write(VolumeListing)} gave. */
  public static VolumeListing readListing(JsonObject object) throws JsonException {
    List<VolumeSummary> volumes = new ArrayList<>();
    for (JsonObject volume : object.objects("volumes")) {
      volumes.add(read(volume));
    }
    return new VolumeListing(volumes, object.texts("damaged"));
  }
}
