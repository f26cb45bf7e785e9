package io.tinyvol.blockdev.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A disk that is being written. One that is not published goes when it is closed. */
public interface StagedDisk extends Closeable {
  /** Where to write: a block device, or a regular file. Only this object's user writes there. */
  Path path();

  /**
   * It is whole and synced: it appears under its name, in one step. Nothing writes to {@link #path}
   * any more.
   *
   * @return the path that a guest is given
   * @throws DiskTakenException if the name has been taken meanwhile
   */
  Path publish() throws IOException;
}
