package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Makes what a guest wrote a disk's clean side. */
public final class DiskCommitCommand extends StoreCommand {
  private final Argument<String> disk;
  private final KeepArgument keep;

  /** Declares it. */
  public DiskCommitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Have guests start from what a disk has now, also while it is in use; what they started"
            + " from before is kept as a revision.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    keep = new KeepArgument(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (CommitsDisks disks = place.in().open(options(), Capability.COMMITS)) {
      long revision = disks.commit(place.name());
      keep.prune(disks, place.name());
      disks.notes().forEach(this::note);
      print(
          Map.of("disk", place.toString(), "revision", revision),
          place + ": committed; what it was before is revision " + revision);
    }
    return ExitCode.DONE;
  }
}
