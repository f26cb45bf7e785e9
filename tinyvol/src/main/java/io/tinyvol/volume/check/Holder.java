package io.tinyvol.volume.check;

import io.tinyvol.volume.VolumeHead;
import java.util.Comparator;

/**
 * A revision of a volume, which content is held by.
 *
 * @param volume the volume's name
 * @param revision the revision
 * @param isPresent whether it is the volume's present one
 */
record Holder(String volume, VolumeHead.Revision revision, boolean isPresent)
    implements Comparable<Holder> {
  private static final Comparator<Holder> ORDER =
      Comparator.comparing(Holder::volume).thenComparingLong(holder -> holder.revision().number());

  @Override
  public int compareTo(Holder other) {
    return ORDER.compare(this, other);
  }
}
