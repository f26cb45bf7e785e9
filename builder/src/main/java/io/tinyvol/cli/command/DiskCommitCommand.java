package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what a guest wrote a disk's clean side. */
public final class DiskCommitCommand extends StoreCommand {
  private final Argument<String> disk;
  private final Argument<@Nullable Integer> keep;

  /** Declares it. */
  public DiskCommitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Have guests start from what a disk has now, also while it is in use; what they started"
            + " from before is kept as a revision.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    keep =
        syntax.option(
            Integer.class, "--keep", "N", "Keep at most N revisions of the disk, the newest.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (CommitsDisks disks = place.in().open(options(), Capability.COMMITS)) {
      long revision = disks.commit(place.name());
      Integer most = keep.get();
      if (most != null) {
        disks.prune(place.name(), most);
      }
      disks.notes().forEach(this::note);
      print(
          Map.of("disk", place.toString(), "revision", revision),
          place + ": committed; what it was before is revision " + revision);
    }
    return ExitCode.DONE;
  }
}
