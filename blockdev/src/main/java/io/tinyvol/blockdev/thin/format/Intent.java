package io.tinyvol.blockdev.thin.format;

/**
 * A change of a pool that was begun.
 *
 * @param transaction the pool's transaction id when it is done
 * @param operation what is changed
 * @param thin the volume that is made or deleted
 */
public record Intent(long transaction, Operation operation, ThinRecord thin) {
  /** What is changed. */
  public enum Operation {
    /** A new volume, empty. */
    CREATE,
    /** A volume goes. */
    DELETE
  }
}
