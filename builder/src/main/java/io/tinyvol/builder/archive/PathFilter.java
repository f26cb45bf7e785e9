package io.tinyvol.builder.archive;

/** Says which files are left out. */
@FunctionalInterface
public interface PathFilter {
  /** Leaves nothing out. */
  PathFilter NOTHING = (_, _) -> false;

  /**
   * Whether a file is left out. What is below a folder that is left out is not asked for.
   *
   * @param path its names with slashes between them, none before the first
   * @param isFolder whether it is a folder
   */
  boolean excludes(byte[] path, boolean isFolder);
}
