package io.tinyvol.service;

import io.tinyvol.volume.VolumeHead;
import java.util.List;

/**
 * The revisions of a volume.
 *
 * @param volume its name
 * @param isChanged whether something was written since the present one
 * @param revisions those that are kept, the present one last
 */
public record Revisions(String volume, boolean isChanged, List<VolumeHead.Revision> revisions) {
  /** Takes a copy. */
  public Revisions {
    revisions = List.copyOf(revisions);
  }
}
