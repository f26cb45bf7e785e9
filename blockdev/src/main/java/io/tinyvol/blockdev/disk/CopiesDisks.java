package io.tinyvol.blockdev.disk;

import java.io.IOException;

/** A place where disks share what they have alike. */
public interface CopiesDisks extends Disks {
  /**
   * Makes a disk that has what another has now, at no cost whatever its size. One in use is copied
   * as after a cut of the power.
   *
   * @throws NoSuchDiskException if there is no disk to copy
   * @throws DiskTakenException if the new name is taken
   */
  void copy(String from, String to) throws IOException;
}
