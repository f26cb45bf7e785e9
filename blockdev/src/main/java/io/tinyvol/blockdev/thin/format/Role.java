package io.tinyvol.blockdev.thin.format;

/** What a volume of a pool is there for. */
public sealed interface Role {
  /** Where there is no image. */
  int NO_IMAGE = -1;

  /** The id of the image that it was made from; {@link #NO_IMAGE} of an image. */
  int image();

  /** A number of a revision, 0 where there is none. */
  long revision();

  /**
   * Holds what a volume of the store had, for ever: disks start from it, and what was changed in
   * them since is told by it. It stays as long as one of them does.
   */
  record Image() implements Role {
    @Override
    public int image() {
      return NO_IMAGE;
    }

    @Override
    public long revision() {
      return 0;
    }
  }

  /**
   * What a guest has.
   *
   * @param image the id of the image that it was made from
   * @param revision the number of the last revision of it that was ever kept, 0 before the first
   */
  record Disk(int image, long revision) implements Role {}

  /**
   * What a disk was.
   *
   * @param image the id of the image that it was made from
   * @param revision its number
   */
  record Revision(int image, long revision) implements Role {}
}
