package io.tinyvol.blockdev.disk;

import java.io.IOException;

/** A place where disks can be given another size. */
public interface ResizesDisks extends Disks {
  /**
   * Gives a disk another size: what is added reads as zeros, what is cut off is gone. Who makes one
   * smaller has made its file system smaller before.
   *
   * @throws DiskTakenException if it is to be smaller and is in use
   */
  void resize(String name, long sizeBytes) throws IOException;
}
