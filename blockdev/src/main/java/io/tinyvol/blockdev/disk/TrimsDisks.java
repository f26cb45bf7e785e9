package io.tinyvol.blockdev.disk;

import io.tinyvol.blockdev.ByteRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A place that takes back the space of what disks do not use any more. */
public interface TrimsDisks extends Disks {
  /** Tells which bytes of a disk hold nothing. */
  @FunctionalInterface
  interface Unused {
    /**
     * The ranges of a disk that nobody uses, which may read as anything from now on.
     *
     * @param disk where it is read
     * @param unitBytes only whole aligned units of so many bytes are asked for
     * @throws IOException if that is not certain
     */
    List<ByteRange> of(Path disk, int unitBytes) throws IOException;
  }

  /**
   * Takes back the space of what a disk does not use.
   *
   * @return how much the place has free now that it had not before
   * @throws NoSuchDiskException if there is no such disk
   * @throws DiskTakenException if it is in use
   */
  long trim(String name, Unused unused) throws IOException;
}
