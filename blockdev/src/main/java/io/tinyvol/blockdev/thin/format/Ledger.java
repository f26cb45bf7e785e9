package io.tinyvol.blockdev.thin.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What we know of a pool: the kernel knows mappings, this knows what they are.
 *
 * @param config what the pool is
 * @param transaction the pool's transaction id after the last change that was completed
 * @param nextId the id of the next volume
 * @param hasSnapshot whether the pool may hold a snapshot of its metadata that is ours
 * @param intent the change under way, if any
 * @param thins all volumes, by their ids
 */
public record Ledger(
    PoolConfig config,
    long transaction,
    int nextId,
    boolean hasSnapshot,
    Optional<Intent> intent,
    List<ThinRecord> thins) {
  /** Copies the list. */
  public Ledger {
    thins = List.copyOf(thins);
  }

  /** Of a new pool. */
  public static Ledger first(PoolConfig config) {
    return new Ledger(config, 0, 0, false, Optional.empty(), List.of());
  }

  /**
   * The same when a change is begun. An id is given out once, whether the change is done or not.
   */
  public Ledger intending(Intent next) {
    int id = Math.max(nextId, next.thin().id() + 1);
    return new Ledger(config, transaction, id, hasSnapshot, Optional.of(next), thins);
  }

  /** The same when the change under way is done, and all volumes are these. */
  public Ledger done(List<ThinRecord> changed) {
    long reached = intent.orElseThrow().transaction();
    return new Ledger(config, reached, nextId, hasSnapshot, Optional.empty(), changed);
  }

  /** The same when the change under way is given up, of which the kernel did nothing. */
  public Ledger abandoning() {
    return new Ledger(config, transaction, nextId, hasSnapshot, Optional.empty(), thins);
  }

  /** The same with a volume in place of the one of its id, or as another one. */
  public Ledger with(ThinRecord thin) {
    List<ThinRecord> changed = new ArrayList<>(without(thin.id()));
    changed.add(thin);
    return withThins(changed);
  }

  /** All volumes but one. */
  public List<ThinRecord> without(int id) {
    return thins.stream().filter(thin -> thin.id() != id).toList();
  }

  /** The same with other volumes. */
  public Ledger withThins(List<ThinRecord> changed) {
    return new Ledger(config, transaction, nextId, hasSnapshot, intent, changed);
  }

  /** The same when a snapshot of the metadata is taken, or released. */
  public Ledger withSnapshot(boolean isHeld) {
    return new Ledger(config, transaction, nextId, isHeld, intent, thins);
  }

  /** The same when the pool has grown, or lies elsewhere. */
  public Ledger withConfig(PoolConfig changed) {
    return new Ledger(changed, transaction, nextId, hasSnapshot, intent, thins);
  }

  /** The disk of a name. */
  public Optional<ThinRecord> disk(String name) {
    return thins.stream().filter(ThinRecord::isDisk).filter(hasName(name)).findFirst();
  }

  private static Predicate<ThinRecord> hasName(String name) {
    return thin -> thin.name().equals(name);
  }

  /** All disks, by their ids. */
  public List<ThinRecord> disks() {
    return thins.stream().filter(ThinRecord::isDisk).toList();
  }

  /** The revisions of a disk, the oldest first. */
  public List<ThinRecord> revisions(String disk) {
    return thins.stream()
        .filter(thin -> thin.isRevisionOf(disk))
        .sorted(Comparator.comparingLong(thin -> thin.role().revision()))
        .toList();
  }

  /** The images that are whole. */
  public List<ThinRecord> images() {
    return thins.stream().filter(ThinRecord::isImage).toList();
  }

  /** The images that no volume was made from which is there still. */
  public List<ThinRecord> unusedImages() {
    return images().stream()
        .filter(
            image ->
                thins.stream()
                    .noneMatch(thin -> thin.isWanted() && thin.role().image() == image.id()))
        .toList();
  }

  /** The volume of an id. */
  public Optional<ThinRecord> find(int id) {
    return thins.stream().filter(thin -> thin.id() == id).findFirst();
  }
}
