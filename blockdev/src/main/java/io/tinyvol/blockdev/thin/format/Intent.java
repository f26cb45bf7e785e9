package io.tinyvol.blockdev.thin.format;

/**
 * A change of a pool that was begun.
 *
 * @param transaction the pool's transaction id when it is done
 * @param operation what is changed
 * @param thin the volume that is made, as it will be then, or that is deleted
 * @param origin the id of the volume that a snapshot is taken of; else the volume's own
 */
public record Intent(long transaction, Operation operation, ThinRecord thin, int origin) {
  /** What is changed. */
  public enum Operation {
    /** A new volume, empty. */
    CREATE,
    /** A volume goes. */
    DELETE,
    /** A new volume that has what another has. */
    SNAPSHOT
  }
}
