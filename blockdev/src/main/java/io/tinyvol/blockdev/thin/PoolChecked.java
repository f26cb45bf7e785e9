package io.tinyvol.blockdev.thin;

/**
 * What was found of a pool's metadata, which are not damaged.
 *
 * @param way how they were looked at
 * @param needsCheck whether the kernel writes to the pool only when that is cleared
 */
public record PoolChecked(Way way, boolean needsCheck) {
  /** How metadata are looked at. */
  public enum Way {
    /** All of them; the pool was not active. */
    INACTIVE,
    /** All of them; the pool was taken out of the kernel meanwhile. */
    TAKEN_OUT,
    /** What its volumes map, by a snapshot, beside those who use the pool. */
    SNAPSHOT
  }
}
