package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;

/** Bytes of blocks. */
final class BlockBytes {
  /** The size of the blocks that are written here. */
  static final int SIZE = 4096;

  private BlockBytes() {}

  /** Makes bytes zero. */
  static void clear(ByteBuffer bytes, int at, int length) {
    int end = at + length;
    int longs = end - length % Long.BYTES;
    int i = at;
    for (; i < longs; i += Long.BYTES) {
      bytes.putLong(i, 0);
    }
    for (; i < end; i++) {
      bytes.put(i, (byte) 0);
    }
  }
}
