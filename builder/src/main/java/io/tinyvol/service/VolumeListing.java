package io.tinyvol.service;

import java.util.List;

/**
 * Volumes in order.
 *
 * @param volumes those that match
 * @param damaged what is wrong with those whose heads cannot be read
 */
public record VolumeListing(List<VolumeSummary> volumes, List<String> damaged) {
  /** Takes copies. */
  public VolumeListing {
    volumes = List.copyOf(volumes);
    damaged = List.copyOf(damaged);
  }
}
