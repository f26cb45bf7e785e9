package io.tinyvol.builder.diff;

import io.tinyvol.ext4.FileExtentVisitor;
import io.tinyvol.ext4.FileKind;
import java.util.Arrays;

/** Where the data of one file lies in its volume, in bytes. The next file reuses the arrays. */
final class FileMap implements FileExtentVisitor {
  /** Stands for a place in the volume where the file has a hole. */
  static final long HOLE = -1;

  private final int blockBytes;
  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private long[] places = new long[16];
  private int size;

  /** The runs before this one end before where was looked last: a file is read in order. */
  private int current;

  /** For the files of a file system with blocks of this size. */
  FileMap(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  @Override
  public void file(long inode, FileKind kind, long sizeBytes) {
    size = 0;
    current = 0;
  }

  @Override
  public void extent(long logicalBlock, long physicalBlock, long blockCount) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
    }
    starts[size] = logicalBlock * blockBytes;
    ends[size] = (logicalBlock + blockCount) * blockBytes;
    places[size] = physicalBlock * blockBytes;
    size++;
  }

  @Override
  public void endFile() {}

  /** Whether some of its data lies in one of these ranges of the volume. */
  boolean overlaps(ByteRanges ranges) {
    for (int i = 0; i < size; i++) {
      if (ranges.overlap(places[i], ends[i] - starts[i])) {
        return true;
      }
    }
    return false;
  }

  /** Goes to a position in the file, which is not before the one last gone to. */
  void seek(long at) {
    while (current < size && ends[current] <= at) {
      current++;
    }
  }

  /** Where in the volume a position lies that was gone to, or {@link #HOLE}. */
  long placeOf(long at) {
    return isInRun(at) ? places[current] + (at - starts[current]) : HOLE;
  }

  /** Where the run or the hole ends that holds a position that was gone to. */
  long endOf(long at) {
    if (current == size) {
      return Long.MAX_VALUE;
    }
    return isInRun(at) ? ends[current] : starts[current];
  }

  private boolean isInRun(long at) {
    return current < size && starts[current] <= at;
  }
}
