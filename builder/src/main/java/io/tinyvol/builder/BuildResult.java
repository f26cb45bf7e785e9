package io.tinyvol.builder;

import io.tinyvol.cas.IngestStats;
import io.tinyvol.volume.VolumeHead;
import java.util.List;

/**
 * A volume that was built.
 *
 * @param head its head, which is published
 * @param dataBytes the bytes of the volume that are not zeros, in whole blocks
 * @param stats what was put into the store
 * @param notes what the user should know of how it was done
 * @param elapsedNanos how long it took
 */
public record BuildResult(
    VolumeHead head, long dataBytes, IngestStats stats, List<String> notes, long elapsedNanos) {
  /** Takes a copy. */
  public BuildResult {
    notes = List.copyOf(notes);
  }

  /** The same with other notes. */
  BuildResult withNotes(List<String> newNotes) {
    return new BuildResult(head, dataBytes, stats, newNotes, elapsedNanos);
  }
}
