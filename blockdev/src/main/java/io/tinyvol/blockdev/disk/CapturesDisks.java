package io.tinyvol.blockdev.disk;

import java.io.IOException;

/** A place that can tell what was changed in a disk since it was made. */
public interface CapturesDisks extends Disks {
  /**
   * Takes what a disk has now, which may go on being written to: as after a cut of the power.
   *
   * @throws NoSuchDiskException if there is no such disk, or nothing to hold it against any more
   */
  CapturedDisk capture(String name) throws IOException;
}
