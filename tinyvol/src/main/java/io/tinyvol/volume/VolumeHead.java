package io.tinyvol.volume;

import io.tinyvol.cas.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Everything that makes a volume but its content: small, and copied to clone the volume.
 *
 * @param uuid the volume's own identity, whatever its name
 * @param revision counts what was published under this uuid, from 1
 * @param created when the volume was made
 * @param geometry its size and block size
 * @param root the digest of its manifest's root node: the identity of its content
 * @param parent what it was cloned from
 * @param labels what its owner noted on it
 */
public record VolumeHead(
    UUID uuid,
    long revision,
    Instant created,
    VolumeGeometry geometry,
    Digest root,
    Optional<Parent> parent,
    SortedMap<String, String> labels) {

  /** Takes a copy of the labels. */
  public VolumeHead {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /**
   * The volume that another was cloned from.
   *
   * @param uuid its identity
   * @param name its name at that time
   * @param revision its revision at that time
   */
  public record Parent(UUID uuid, String name, long revision) {}

  /** The head of a new volume that no other led to. */
  public static VolumeHead first(
      Instant created, VolumeGeometry geometry, Digest root, SortedMap<String, String> labels) {
    return new VolumeHead(UUID.randomUUID(), 1, created, geometry, root, Optional.empty(), labels);
  }

  /** The head of a clone that is made of this volume, which is called {@code name}. */
  public VolumeHead cloned(String name, Instant now) {
    return new VolumeHead(
        UUID.randomUUID(),
        1,
        now,
        geometry,
        root,
        Optional.of(new Parent(uuid, name, revision)),
        labels);
  }

  /** This volume's head with other content. */
  public VolumeHead replaced(
      Instant now,
      VolumeGeometry newGeometry,
      Digest newRoot,
      SortedMap<String, String> newLabels) {
    return new VolumeHead(uuid, revision + 1, now, newGeometry, newRoot, parent, newLabels);
  }
}
