package io.tinyvol.ext4.write;

import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes a file system's blocks of 4096 bytes, in ascending order. What is never given reads as
 * zeros.
 */
public interface FilesystemSink {
  /**
   * Takes blocks of metadata, not more than 16.
   *
   * @param startBlock the first of them
   * @param wholeBlocks their bytes, from the buffer's position to its limit; it is used for others
   *     when this returns
   */
  void metadata(long startBlock, ByteBuffer wholeBlocks) throws IOException;

  /**
   * Takes blocks whose content is known.
   *
   * @param startBlock the first of them
   * @param blockCount how many there are
   * @param chunk the chunk that has their content
   * @param chunkOffsetBlocks with which of its blocks it starts
   * @param chunkBlocks how many blocks the chunk has; what it lacks of the last is zeros
   */
  void content(
      long startBlock, int blockCount, Digest chunk, int chunkOffsetBlocks, int chunkBlocks)
      throws IOException;
}
