package io.tinyvol.service;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeHead;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A volume in short.
 *
 * @param name its name
 * @param uuid its identity, whatever its name
 * @param revision counts what was published under this uuid, from 1
 * @param created when this revision was made
 * @param virtualBytes the size a guest sees
 * @param root the identity of its content
 * @param labels what its owner noted on it
 */
public record VolumeSummary(
    String name,
    UUID uuid,
    long revision,
    Instant created,
    long virtualBytes,
    Digest root,
    SortedMap<String, String> labels) {
  /** Takes a copy. */
  public VolumeSummary {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Of the volume {@code name} with this head. */
  public static VolumeSummary of(String name, VolumeHead head) {
    return new VolumeSummary(
        name,
        head.uuid(),
        head.revision(),
        head.created(),
        head.geometry().virtualBytes(),
        head.root(),
        head.labels());
  }
}
