package io.tinyvol.volume.delta;

/**
 * Where a block of a delta is, as one long: in which of the delta's layers, by the layer's number,
 * and in which page of that layer's file; or one of two constants. Of two places in one delta the
 * greater one was taken later.
 */
final class Place {
  /** No layer has the block: what lies under the delta shows. */
  static final long ABSENT = -1;

  /** The block is zeros, whatever lies under it. */
  static final long ZERO = -2;

  private Place() {}

  /**
   * A page of a layer's file.
   *
   * @param page taken as unsigned
   */
  static long of(int layer, int page) {
    return ((long) layer << 32) | Integer.toUnsignedLong(page);
  }

  static boolean isPage(long place) {
    return place >= 0;
  }

  static int layer(long place) {
    return (int) (place >>> 32);
  }

  /** The page, as unsigned. */
  static int page(long place) {
    return (int) place;
  }
}
