package io.tinyvol.builder.commit;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.ext4.ImageRegion;

/** The changed bytes of a volume. */
record ChangedRegion(ByteRanges ranges) implements ImageRegion {

  @Override
  public long next(long offsetBytes) {
    int index = firstEndingAfter(offsetBytes);
    return index == ranges.size()
        ? Long.MAX_VALUE
        : Math.max(offsetBytes, ranges.offsetBytes(index));
  }

  @Override
  public long endOf(long offsetBytes) {
    return end(firstEndingAfter(offsetBytes));
  }

  private long end(int index) {
    return ranges.offsetBytes(index) + ranges.lengthBytes(index);
  }

  private int firstEndingAfter(long offsetBytes) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end(middle) <= offsetBytes) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
