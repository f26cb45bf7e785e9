package io.tinyvol.service;

import io.tinyvol.cas.IngestStats;
import java.util.List;

/**
 * A volume that was built.
 *
 * @param volume the volume
 * @param dataBytes the bytes of it that are not zeros, in whole blocks
 * @param stats what was put into the store
 * @param notes what the user should know of how it was done
 * @param elapsedNanos how long it took
 */
public record BuiltVolume(
    VolumeSummary volume,
    long dataBytes,
    IngestStats stats,
    List<String> notes,
    long elapsedNanos) {
  /** Takes a copy. */
  public BuiltVolume {
    notes = List.copyOf(notes);
  }
}
