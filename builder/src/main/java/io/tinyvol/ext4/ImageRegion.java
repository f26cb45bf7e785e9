package io.tinyvol.ext4;

/** Some of the bytes of an image: what is to be looked at. */
public interface ImageRegion {
  /** All bytes. */
  ImageRegion ALL =
      new ImageRegion() {
        @Override
        public long next(long offsetBytes) {
          return offsetBytes;
        }

        @Override
        public long endOf(long offsetBytes) {
          return Long.MAX_VALUE;
        }
      };

  /** The first position at or after this one that is in it, or {@link Long#MAX_VALUE}. */
  long next(long offsetBytes);

  /** Where a run of bytes ends that are in it, as this one is. */
  long endOf(long offsetBytes);
}
