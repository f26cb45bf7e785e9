package io.tinyvol.blockdev.disk;

import java.io.IOException;
import java.util.List;

/** A place where what a disk was can be kept, and had again. */
public interface KeepsRevisions extends Disks {
  /** Keeps what a disk has now, and gives the number of that revision. */
  long snapshot(String name) throws IOException;

  /** What is kept of a disk, the oldest first. */
  List<DiskRevision> revisions(String name) throws IOException;

  /**
   * Gives a disk that is not in use back what it had; what it has now is kept as a revision before.
   *
   * @return the number of what was kept
   * @throws NoSuchDiskException if there is no such revision
   */
  long revert(String name, long revision) throws IOException;

  /** Keeps only the newest revisions of a disk. */
  void prune(String name, int kept) throws IOException;
}
