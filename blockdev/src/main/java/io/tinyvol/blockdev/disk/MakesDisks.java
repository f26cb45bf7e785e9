package io.tinyvol.blockdev.disk;

import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.util.Set;

/** A place where disks are made of volumes. */
public interface MakesDisks extends Disks {
  /**
   * The contents, by the roots of their manifests, that a new disk can start from at no cost. May
   * be empty.
   */
  Set<Digest> images() throws IOException;

  /** What disks are best written in: whole aligned blocks of so many bytes share nothing. */
  int blockBytes() throws IOException;

  /**
   * Begins a disk, which is nobody's until it is published. It holds what it starts from, or zeros.
   *
   * @throws DiskTakenException if the name is taken
   */
  StagedDisk stage(NewDisk wanted) throws IOException;
}
