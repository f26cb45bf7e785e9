package io.tinyvol.builder.folder;

import io.tinyvol.builder.exclude.Exclusions;
import java.util.Optional;

/**
 * What of a folder is read, and as what.
 *
 * @param exclusions what is left out
 * @param oneFileSystem whether folders on which another file system is mounted are left empty
 * @param owner whom everything belongs to, in place of those it does
 */
public record FolderOptions(Exclusions exclusions, boolean oneFileSystem, Optional<Owner> owner) {
  /** Everything, as it is. */
  public static final FolderOptions ALL =
      new FolderOptions(Exclusions.NONE, false, Optional.empty());
}
