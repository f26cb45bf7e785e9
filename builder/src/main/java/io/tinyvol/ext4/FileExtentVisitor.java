package io.tinyvol.ext4;

import java.io.IOException;

/**
 * Is told of files and where their data lies: for each file {@link #file}, {@link #extent} any
 * number of times, and {@link #endFile}.
 */
public interface FileExtentVisitor {
  /**
   * A file begins.
   *
   * @param inode its inode number
   * @param kind its kind, which a scan tells of regular files, directories and symlinks only
   * @param sizeBytes its size
   */
  void file(long inode, FileKind kind, long sizeBytes) throws IOException;

  /**
   * A run of the file's blocks lies in one piece. Runs come in ascending logical order and are as
   * long as they can be. Blocks of the file that no run covers read as zeros, or lie in its inode.
   * Runs can lie past the file's size, and a damaged image can give the same blocks to two files.
   *
   * @param logicalBlock the run's first block, counted from the file's start
   * @param physicalBlock where that lies, in blocks from the start of the file system
   * @param blockCount the number of blocks, at least 1
   */
  void extent(long logicalBlock, long physicalBlock, long blockCount) throws IOException;

  /** The file begun last has no more extents. */
  void endFile() throws IOException;
}
