package io.tinyvol.volume.catalog;

import io.tinyvol.volume.VolumeHead;
import java.io.IOException;

/** Ends the writing to a volume's top layer, so that others can share it. */
@FunctionalInterface
public interface Freezer {
  /**
   * Makes durable what was written, and writes no more to the layer; what is written to the volume
   * from now on goes to another. The volume's name is locked meanwhile.
   */
  void freeze(VolumeHead head) throws IOException;
}
