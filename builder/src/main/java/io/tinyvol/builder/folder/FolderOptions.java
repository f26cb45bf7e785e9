package io.tinyvol.builder.folder;

import io.tinyvol.builder.exclude.Exclusions;

/**
 * What of a folder is read.
 *
 * @param exclusions what is left out
 * @param oneFileSystem whether folders on which another file system is mounted are left empty
 */
public record FolderOptions(Exclusions exclusions, boolean oneFileSystem) {
  /** Everything. */
  public static final FolderOptions ALL = new FolderOptions(Exclusions.NONE, false);
}
