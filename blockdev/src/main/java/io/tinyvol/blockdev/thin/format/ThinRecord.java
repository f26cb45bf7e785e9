package io.tinyvol.blockdev.thin.format;

import io.tinyvol.cas.Digest;
import java.time.Instant;
import java.util.UUID;

/**
 * A volume in a pool. The id alone does not say which it is, for one may be used again; its birth
 * does, which the kernel has as well.
 *
 * @param id the kernel's number for it
 * @param birth the pool's transaction id when it was made
 * @param sizeBytes its size, which the kernel does not know
 * @param state how far it is
 * @param name what it is called
 * @param volume the UUID of the volume that it was made of
 * @param root the root of that volume's manifest then
 * @param revision the number of that volume's revision then
 * @param created when
 */
public record ThinRecord(
    int id,
    long birth,
    long sizeBytes,
    State state,
    String name,
    UUID volume,
    Digest root,
    long revision,
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
    if (id < 0 || id > MOST_ID || birth < 0 || sizeBytes <= 0) {
      throw new IllegalArgumentException(
          "thin " + id + ", born " + birth + ", of " + sizeBytes + " bytes");
    }
  }

  /** The same as a volume that is begun. */
  public ThinRecord staged(int newId, long newBirth) {
    return new ThinRecord(
        newId, newBirth, sizeBytes, State.STAGING, name, volume, root, revision, created);
  }

  /** The same in another state. */
  public ThinRecord in(State next) {
    return new ThinRecord(id, birth, sizeBytes, next, name, volume, root, revision, created);
  }
}
