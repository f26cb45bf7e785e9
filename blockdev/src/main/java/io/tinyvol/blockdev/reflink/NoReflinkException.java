package io.tinyvol.blockdev.reflink;

import java.io.IOException;
import java.nio.file.Path;

/** Files of a folder cannot share blocks, and nobody asked for copies. */
public final class NoReflinkException extends IOException {
  private static final long serialVersionUID = 1L;

  NoReflinkException(Path folder) {
    super(
        folder
            + ": its file system cannot let files share blocks; use btrfs or XFS, or copy"
            + " everything each time by 'materialize --copy'");
  }
}
