package io.tinyvol.blockdev.thin.format;

/**
 * Where a part of a pool lies.
 *
 * @param kind what is there
 * @param path its path, absolute
 * @param sizeBytes how much of it the pool has
 */
public record PoolPlace(Kind kind, String path, long sizeBytes) {
  /** What may be at a place. */
  public enum Kind {
    /** A sparse file, which a loop device makes a block device of. */
    FILE,
    /** A block device. */
    DEVICE
  }

  /** Checks the size. */
  public PoolPlace {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("a pool has " + sizeBytes + " bytes of " + path);
    }
  }

  /** The same with another size. */
  public PoolPlace of(long bytes) {
    return new PoolPlace(kind, path, bytes);
  }
}
