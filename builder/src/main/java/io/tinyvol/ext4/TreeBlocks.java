package io.tinyvol.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the blocks that map files, each at most once, into one buffer per level of a tree. */
final class TreeBlocks {
  private final SparseReader reader;
  private final Geometry geometry;
  private final SeenNumbers seen;
  private final @Nullable ByteBuffer[] buffers = new ByteBuffer[ExtentTree.MAX_DEPTH];

  TreeBlocks(SparseReader reader, Geometry geometry, SeenNumbers seen) {
    this.reader = reader;
    this.geometry = geometry;
    this.seen = seen;
  }

  Geometry geometry() {
    return geometry;
  }

  /**
   * Reads a block.
   *
   * @param level the number of levels below it, which picks the buffer: a block is valid until the
   *     next of its level is read
   * @return the block, or null if it lies in a hole of the image and is all zeros
   */
  @Nullable ByteBuffer read(long block, int level) throws IOException, DamagedInodeException {
    if (!geometry.mayHold(block, 1)) {
      throw new DamagedInodeException("is mapped by block " + block + ", which lies outside");
    }
    if (!seen.add(block)) {
      throw new DamagedInodeException("is mapped by block " + block + ", which was met before");
    }
    ByteBuffer buffer = buffers[level];
    if (buffer == null) {
      buffer = SparseReader.buffer(geometry.blockSizeBytes());
      buffers[level] = buffer;
    }
    int size = geometry.blockSizeBytes();
    return reader.readUnlessHole(block * size, buffer, size) ? buffer : null;
  }
}
