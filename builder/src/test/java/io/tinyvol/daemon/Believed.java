package io.tinyvol.daemon;

import io.tinyvol.json.JsonException;
import io.tinyvol.json.JsonObject;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.VolumeJson;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a client holds for true of a volume, beside what it contains.
 *
 * @param uuid its identity
 * @param revision its revision
 * @param labels its labels
 */
record Believed(UUID uuid, long revision, SortedMap<String, String> labels) {
  /** The label by which clients find what is theirs. */
  static final String OWNER = "owner";

  /** A new one. */
  static Believed of(UUID uuid, SortedMap<String, String> labels) {
    return new Believed(uuid, 1, labels);
  }

  /** What the daemon says of one. */
  static Believed of(VolumeSummary volume) {
    return new Believed(volume.uuid(), volume.revision(), volume.labels());
  }

  Believed labelled(String key, Optional<String> text) {
    SortedMap<String, String> changed = new TreeMap<>(labels);
    text.ifPresentOrElse(value -> changed.put(key, value), () -> changed.remove(key));
    return new Believed(uuid, revision, Collections.unmodifiableSortedMap(changed));
  }

  /** What a listing says, by name: each once, none damaged. */
  static SortedMap<String, Believed> listed(JsonObject listing) throws JsonException {
    var volumes = VolumeJson.readListing(listing);
    if (!volumes.damaged().isEmpty()) {
      throw new AssertionError("damaged: " + volumes.damaged());
    }
    SortedMap<String, Believed> found = new TreeMap<>();
    for (VolumeSummary volume : volumes.volumes()) {
      if (found.put(volume.name(), of(volume)) != null) {
        throw new AssertionError("listed twice: " + volume.name());
      }
    }
    return found;
  }
}
