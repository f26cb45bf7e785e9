package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.Syntax;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How many revisions of a disk stay, of commands that make one more. */
final class KeepArgument {
  private final Argument<@Nullable Integer> keep;

  /** Declares it. */
  KeepArgument(Syntax syntax) {
    keep =
        syntax.option(
            Integer.class, "--keep", "N", "Keep at most N revisions of the disk, the newest.");
  }

  /** Removes what is too many, where there is a bound. */
  void prune(KeepsRevisions disks, String name) throws IOException {
    Integer most = keep.get();
    if (most != null) {
      disks.prune(name, most);
    }
  }
}
