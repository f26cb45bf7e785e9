package io.tinyvol.volume;

import io.tinyvol.cas.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Everything that makes a volume but its content: small, and copied to clone the volume.
 *
 * @param uuid the volume's own identity, whatever its name
 * @param revision counts what was published under this uuid, from 1
 * @param created when this revision was made
 * @param geometry its size and block size
 * @param root the digest of its manifest's root node: the identity of its content
 * @param parent what it was cloned from
 * @param labels what its owner noted on it
 * @param earlier its revisions before this one that are still kept, by ascending number
 */
public record VolumeHead(
    UUID uuid,
    long revision,
    Instant created,
    VolumeGeometry geometry,
    Digest root,
    Optional<Parent> parent,
    SortedMap<String, String> labels,
    List<Revision> earlier) {

  /**
   * Takes copies.
   *
   * @throws IllegalArgumentException if the revisions do not ascend from 1 on
   */
  public VolumeHead {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    earlier = List.copyOf(earlier);
    long last = 0;
    for (Revision old : earlier) {
      if (old.number() <= last || old.number() >= revision) {
        throw new IllegalArgumentException(
            "revision " + old.number() + " after " + last + ", the volume is at " + revision);
      }
      last = old.number();
    }
  }

  /**
   * The volume that another was cloned from.
   *
   * @param uuid its identity
   * @param name its name at that time
   * @param revision its revision at that time
   */
  public record Parent(UUID uuid, String name, long revision) {}

  /**
   * What was published under the volume's uuid at one time.
   *
   * @param number its place in the volume's history, from 1
   * @param created when it was made
   * @param geometry the volume's sizes then
   * @param root the digest of its manifest's root
   */
  public record Revision(long number, Instant created, VolumeGeometry geometry, Digest root) {}

  /** All revisions that are kept, the present one last: what keeps content alive. */
  public List<Revision> revisions() {
    List<Revision> all = new ArrayList<>(earlier);
    all.add(present());
    return all;
  }

  /** The revision that is read, cloned and replaced. */
  public Revision present() {
    return new Revision(revision, created, geometry, root);
  }

  /** The head of a new volume that no other led to, with a random uuid. */
  public static VolumeHead first(
      Instant created, VolumeGeometry geometry, Digest root, SortedMap<String, String> labels) {
    return first(UUID.randomUUID(), created, geometry, root, labels);
  }

  /** The head of a new volume that no other led to. */
  public static VolumeHead first(
      UUID uuid,
      Instant created,
      VolumeGeometry geometry,
      Digest root,
      SortedMap<String, String> labels) {
    return new VolumeHead(uuid, 1, created, geometry, root, Optional.empty(), labels, List.of());
  }

  /**
   * The head of a clone that is made of this volume, which is called {@code name}. It has this
   * volume's present content, not its history.
   *
   * @param cloneUuid the clone's identity
   */
  public VolumeHead cloned(String name, UUID cloneUuid, Instant now) {
    return new VolumeHead(
        cloneUuid,
        1,
        now,
        geometry,
        root,
        Optional.of(new Parent(uuid, name, revision)),
        labels,
        List.of());
  }

  /**
   * This volume's head with other content, as its next revision; the present one becomes the newest
   * of the earlier ones. Where the content is the present one, the labels change and no more.
   */
  public VolumeHead replaced(
      Instant now,
      VolumeGeometry newGeometry,
      Digest newRoot,
      SortedMap<String, String> newLabels) {
    if (newRoot.equals(root) && newGeometry.equals(geometry)) {
      return withLabels(newLabels);
    }
    return new VolumeHead(
        uuid, revision + 1, now, newGeometry, newRoot, parent, newLabels, revisions());
  }

  /**
   * This volume's head with other labels, in place of all that it has. That is no new revision.
   *
   * @throws IllegalArgumentException if {@link Labels} allows no such ones
   */
  public VolumeHead relabelled(SortedMap<String, String> newLabels) {
    return withLabels(Labels.check(newLabels));
  }

  private VolumeHead withLabels(SortedMap<String, String> newLabels) {
    return new VolumeHead(uuid, revision, created, geometry, root, parent, newLabels, earlier);
  }
}
