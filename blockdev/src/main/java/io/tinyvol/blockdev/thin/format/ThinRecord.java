package io.tinyvol.blockdev.thin.format;

import io.tinyvol.blockdev.disk.DiskSource;
import java.time.Instant;

/**
 * A volume in a pool. The id alone does not say which it is, for one may be used again; its birth
 * does, which the kernel has as well.
 *
 * @param id the kernel's number for it
 * @param birth the pool's transaction id when it was made
 * @param sizeBytes its size, which the kernel does not know
 * @param blocksEnd up to where it may have blocks: its size, or what that was before, as long as
 *     what was cut off is not discarded
 * @param state how far it is
 * @param role what it is there for
 * @param name the disk's; of an image, that of the first disk that was made from it
 * @param source what it was made of
 * @param created when
 */
public record ThinRecord(
    int id,
    long birth,
    long sizeBytes,
    long blocksEnd,
    State state,
    Role role,
    String name,
    DiskSource source,
    Instant created) {
  /** The greatest id that the kernel takes. */
  public static final int MOST_ID = (1 << 24) - 1;

  /** How far a volume is. */
  public enum State {
    /** It is being written, and nobody else's yet. */
    STAGING,
    /** It is whole. */
    READY,
    /** It will be deleted: there is no way back. */
    DELETING,
    /** The pool does not have it any more. Its id is not used again. */
    LOST,
    /** Another one has its id. It is not touched. */
    QUARANTINED
  }

  /** Checks the bounds. */
  public ThinRecord {
    if (id < 0 || id > MOST_ID || birth < 0 || sizeBytes <= 0 || blocksEnd < sizeBytes) {
      throw new IllegalArgumentException(
          "thin " + id + ", born " + birth + ", of " + sizeBytes + " bytes");
    }
  }

  /** Whether it is whole, and a disk. */
  public boolean isDisk() {
    return state == State.READY && role instanceof Role.Disk;
  }

  /** Whether it is whole, and an image. */
  public boolean isImage() {
    return state == State.READY && role instanceof Role.Image;
  }

  /** Whether it is whole, and a revision of a disk. */
  public boolean isRevisionOf(String disk) {
    return state == State.READY && role instanceof Role.Revision && name.equals(disk);
  }

  /** Whether the pool should have it. */
  public boolean isWanted() {
    return state == State.READY || state == State.STAGING;
  }

  /** The same as one that is made now. */
  public ThinRecord born(int newId, long newBirth) {
    return new ThinRecord(
        newId, newBirth, sizeBytes, blocksEnd, state, role, name, source, created);
  }

  /** The same in another state. */
  public ThinRecord in(State next) {
    return new ThinRecord(id, birth, sizeBytes, blocksEnd, next, role, name, source, created);
  }

  /** The same for something else. */
  public ThinRecord as(Role next) {
    return new ThinRecord(id, birth, sizeBytes, blocksEnd, state, next, name, source, created);
  }

  /** The same of another name. */
  public ThinRecord named(String next) {
    return new ThinRecord(id, birth, sizeBytes, blocksEnd, state, role, next, source, created);
  }

  /** The same of another time. */
  public ThinRecord at(Instant next) {
    return new ThinRecord(id, birth, sizeBytes, blocksEnd, state, role, name, source, next);
  }

  /** The same of another size; what it had behind that is there until it is discarded. */
  public ThinRecord sized(long nextBytes) {
    long end = Math.max(nextBytes, blocksEnd);
    return new ThinRecord(id, birth, nextBytes, end, state, role, name, source, created);
  }

  /** Whether something behind its end is to be discarded still. */
  public boolean isToBeCut() {
    return blocksEnd > sizeBytes;
  }

  /** The same when that is done. */
  public ThinRecord cut() {
    return new ThinRecord(id, birth, sizeBytes, sizeBytes, state, role, name, source, created);
  }

  /** The same, whose content is something else's. */
  public ThinRecord of(DiskSource next) {
    return new ThinRecord(id, birth, sizeBytes, blocksEnd, state, role, name, next, created);
  }
}
