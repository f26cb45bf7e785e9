package io.tinyvol.builder.diff;

/** What became of a file. Scripts read the names, in lower case. */
public enum Change {
  /** Only the second volume has the path. */
  ADDED,
  /** Only the first volume has the path. */
  DELETED,
  /** Both have it, and its content or what its inode says of it differs. */
  MODIFIED,
  /** Both have it, as different kinds of file. */
  TYPE
}
