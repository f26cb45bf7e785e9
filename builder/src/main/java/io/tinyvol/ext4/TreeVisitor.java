package io.tinyvol.ext4;

import java.io.IOException;

/** Is told of the files of a tree. */
@FunctionalInterface
public interface TreeVisitor {
  /**
   * A name of a file. A directory comes before what is in it; otherwise the order is any. A file
   * with hard links has several names.
   *
   * @param path the name and the names of the directories it is in, each after a slash; "/" is the
   *     root. Names are UTF-8, but bytes that are not, control characters and the backslash are
   *     written as \xNN, so that different names never look the same.
   * @param inode its inode number
   * @param facts what its inode says
   */
  void entry(String path, long inode, FileFacts facts) throws IOException;
}
