package io.tinyvol.ext4;

import java.io.IOException;
import java.util.Arrays;

/** The extents of one file, in ascending logical order, in arrays that the next file reuses. */
final class ExtentList {
  /**
   * A file in more pieces is not followed: bounds the memory to 24 MiB. That many pieces are at
   * least 4 GiB of blocks of 4 KiB, all apart from each other.
   */
  static final int MAX_EXTENTS = 1 << 20;

  private static final int FIELDS = 3;

  private long[] fields = new long[FIELDS * 64];
  private int used;

  void clear() {
    used = 0;
  }

  int size() {
    return used / FIELDS;
  }

  /** Adds blocks, which lie logically after all others. Extends the last extent if it can. */
  void add(long logicalBlock, long physicalBlock, long blockCount) throws DamagedInodeException {
    int last = used - FIELDS;
    if (last >= 0
        && fields[last] + fields[last + 2] == logicalBlock
        && fields[last + 1] + fields[last + 2] == physicalBlock) {
      fields[last + 2] += blockCount;
      return;
    }
    if (size() == MAX_EXTENTS) {
      throw new DamagedInodeException("is in more than " + MAX_EXTENTS + " pieces");
    }
    if (used == fields.length) {
      fields = Arrays.copyOf(fields, 2 * used);
    }
    fields[used] = logicalBlock;
    fields[used + 1] = physicalBlock;
    fields[used + 2] = blockCount;
    used += FIELDS;
  }

  long logicalBlock(int index) {
    return fields[FIELDS * index];
  }

  long physicalBlock(int index) {
    return fields[FIELDS * index + 1];
  }

  long blockCount(int index) {
    return fields[FIELDS * index + 2];
  }

  void deliver(FileExtentVisitor visitor) throws IOException {
    for (int i = 0; i < used; i += FIELDS) {
      visitor.extent(fields[i], fields[i + 1], fields[i + 2]);
    }
  }
}
