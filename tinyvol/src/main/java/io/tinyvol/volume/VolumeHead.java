package io.tinyvol.volume;

import io.tinyvol.cas.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Everything that makes a volume but its content: small, and copied to clone the volume.
 *
 * @param uuid the volume's own identity, whatever its name
 * @param present the revision that was published last; their numbers count up from 1
 * @param changes what was written to the volume since, which belongs to no revision yet
 * @param parent what it was cloned from
 * @param labels what its owner noted on it
 * @param earlier its revisions before the present one that are still kept, by ascending number
 */
public record VolumeHead(
    UUID uuid,
    Revision present,
    Changes changes,
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
      if (old.number() <= last || old.number() >= present.number()) {
        throw new IllegalArgumentException(
            "revision "
                + old.number()
                + " after "
                + last
                + ", the volume is at "
                + present.number());
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
   * What was published under the volume's uuid at one time. It never changes.
   *
   * @param number its place in the volume's history, from 1
   * @param created when it was made
   * @param geometry the volume's sizes then
   * @param root the digest of its manifest's root
   * @param layers the delta layers that lie over the manifest, the oldest first
   * @param note what its owner noted on it, or ""
   */
  public record Revision(
      long number,
      Instant created,
      VolumeGeometry geometry,
      Digest root,
      List<UUID> layers,
      String note) {
    /** Takes a copy. */
    public Revision {
      layers = List.copyOf(layers);
    }

    /** The content of this one as another, with a number and a time of its own. */
    Revision again(long newNumber, Instant now, String newNote) {
      return new Revision(newNumber, now, geometry, root, layers, newNote);
    }
  }

  /** Counts what was published under this uuid, from 1. */
  public long revision() {
    return present.number();
  }

  /** When the present revision was made. */
  public Instant created() {
    return present.created();
  }

  /** The volume's size and block size. */
  public VolumeGeometry geometry() {
    return present.geometry();
  }

  /** The digest of the manifest's root, over which {@link #layers} lie. */
  public Digest root() {
    return present.root();
  }

  /** The delta layers of the volume as it is now, the oldest first. */
  public List<UUID> layers() {
    List<UUID> all = new ArrayList<>(present.layers());
    all.addAll(changes.layers());
    return all;
  }

  /** All revisions that are kept, the present one last: what keeps content alive. */
  public List<Revision> revisions() {
    List<Revision> all = new ArrayList<>(earlier);
    all.add(present);
    return all;
  }

  /** The roots of all revisions: what keeps chunks and manifest nodes alive. */
  public Set<Digest> roots() {
    Set<Digest> roots = new LinkedHashSet<>();
    revisions().forEach(revision -> roots.add(revision.root()));
    return roots;
  }

  /** The delta layers of all revisions and of what was written since: what keeps them alive. */
  public Set<UUID> allLayers() {
    Set<UUID> all = new LinkedHashSet<>(changes.layers());
    revisions().forEach(revision -> all.addAll(revision.layers()));
    return all;
  }

  /** A revision that is kept, by its number. */
  public Optional<Revision> revision(long number) {
    return revisions().stream().filter(kept -> kept.number() == number).findFirst();
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
    Revision present = new Revision(1, created, geometry, root, List.of(), "");
    return new VolumeHead(uuid, present, Changes.NONE, Optional.empty(), labels, List.of());
  }

  /**
   * The head of a clone that is made of this volume, which is called {@code name}. It has this
   * volume's content as it is now, not its history.
   *
   * @param cloneUuid the clone's identity
   * @throws IllegalStateException if the volume is being written to: its layers are frozen first
   */
  public VolumeHead cloned(String name, UUID cloneUuid, Instant now) {
    checkFrozen();
    Revision content = new Revision(1, now, geometry(), root(), layers(), "");
    return new VolumeHead(
        cloneUuid,
        content,
        Changes.NONE,
        Optional.of(new Parent(uuid, name, revision())),
        labels,
        List.of());
  }

  private void checkFrozen() {
    if (changes.top().isPresent()) {
      throw new IllegalStateException("the layer " + changes.top().get() + " is not frozen");
    }
  }

  /** This volume's head with other changes. */
  public VolumeHead withChanges(Changes newChanges) {
    return new VolumeHead(uuid, present, newChanges, parent, labels, earlier);
  }

  /**
   * This volume's head with what was written since the present revision as the next one.
   *
   * @throws IllegalStateException if the volume is being written to: its layers are frozen first
   */
  public VolumeHead snapshot(Instant now, String note) {
    checkFrozen();
    return next(new Revision(revision() + 1, now, geometry(), root(), layers(), note));
  }

  /**
   * This volume's head with the same content under another manifest's root and without layers, as
   * the next revision: what was put into chunks.
   *
   * @param committed the layers that the manifest has what is in them; later ones stay
   */
  public VolumeHead committed(Instant now, Digest newRoot, List<UUID> committed, String note) {
    Revision content = new Revision(revision() + 1, now, geometry(), newRoot, List.of(), note);
    return next(content).withChanges(changes.without(committed));
  }

  /**
   * This volume's head with the content of an earlier revision as its next one. What was written
   * since the present one becomes a revision before, so that it is not lost.
   *
   * @throws NoSuchElementException if that revision is not kept
   */
  public VolumeHead reverted(long number, Instant now, String note) {
    Revision content = revision(number).orElseThrow();
    VolumeHead kept = kept(now, "before revert to " + number);
    return kept.next(content.again(kept.revision() + 1, now, note));
  }

  /**
   * This volume's head with another size as its next revision.
   *
   * @param newRoot the root of a manifest of that size, which also has what is in the layers
   */
  public VolumeHead resized(Instant now, VolumeGeometry newGeometry, Digest newRoot, String note) {
    return next(new Revision(revision() + 1, now, newGeometry, newRoot, List.of(), note));
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
    if (newRoot.equals(root()) && newGeometry.equals(geometry()) && layers().isEmpty()) {
      return withLabels(newLabels);
    }
    VolumeHead kept = kept(now, "before it was replaced");
    return kept.next(new Revision(kept.revision() + 1, now, newGeometry, newRoot, List.of(), ""))
        .withLabels(newLabels);
  }

  /** With what was written as a revision, if anything was. */
  private VolumeHead kept(Instant now, String note) {
    return changes.isEmpty() ? this : withChanges(changes.freeze()).snapshot(now, note);
  }

  private VolumeHead next(Revision content) {
    return new VolumeHead(uuid, content, Changes.NONE, parent, labels, revisions());
  }

  /** This volume's head with at most so many of the earlier revisions, the newest. */
  public VolumeHead keeping(int most) {
    int dropped = Math.max(0, earlier.size() - most);
    return new VolumeHead(
        uuid, present, changes, parent, labels, earlier.subList(dropped, earlier.size()));
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
    return new VolumeHead(uuid, present, changes, parent, newLabels, earlier);
  }
}
