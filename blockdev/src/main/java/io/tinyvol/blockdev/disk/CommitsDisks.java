package io.tinyvol.blockdev.disk;

import java.io.IOException;

/**
 * A place where a disk has two sides: the clean one, which nobody writes to, and the one that its
 * guest runs on, which starts from it.
 */
public interface CommitsDisks extends KeepsRevisions {
  /**
   * What a disk's two sides are to each other.
   *
   * @param isChanged whether the guest's side was written to since it started
   * @param isOutdated whether it started from another clean side than there is now
   * @param isVolatile whether it starts anew each time that it is activated and not in use
   */
  record Sides(boolean isChanged, boolean isOutdated, boolean isVolatile) {}

  /**
   * What a disk's sides are.
   *
   * @throws NoSuchDiskException if there is no such disk
   */
  Sides sides(String name) throws IOException;

  /**
   * What the guest has becomes the clean side; one in use is taken as after a cut of the power. The
   * clean side that there was is kept as a revision.
   *
   * @return the number of that revision
   * @throws NoSuchDiskException if there is no such disk
   */
  long commit(String name) throws IOException;

  /**
   * What the guest wrote is given up: its side starts from the clean one again.
   *
   * @throws NoSuchDiskException if there is no such disk
   * @throws DiskTakenException if it is in use
   */
  void discard(String name) throws IOException;
}
