package io.tinyvol.service;

import io.tinyvol.cas.IngestStats;
import java.util.List;

/**
 * A volume whose changes were put into chunks.
 *
 * @param volume the volume
 * @param changedBytes what of it had been written, in whole blocks
 * @param droppedBytes what of that was free, and left out
 * @param stats what was put into the store
 * @param notes what the user should know of how it was done
 * @param elapsedNanos how long it took
 */
public record CommittedVolume(
    VolumeSummary volume,
    long changedBytes,
    long droppedBytes,
    IngestStats stats,
    List<String> notes,
    long elapsedNanos) {
  /** Takes a copy. */
  public CommittedVolume {
    notes = List.copyOf(notes);
  }
}
