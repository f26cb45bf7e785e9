package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Keeps what a disk has now. */
public final class DiskSnapshotCommand extends StoreCommand {
  private final Argument<String> disk;
  private final KeepArgument keep;

  /** Declares it. */
  public DiskSnapshotCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Keep what a disk has now as a revision; what one in use has as after a cut of the power.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    keep = new KeepArgument(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (KeepsRevisions disks = place.in().open(options(), Capability.REVISIONS)) {
      long revision = disks.snapshot(place.name());
      keep.prune(disks, place.name());
      disks.notes().forEach(this::note);
      print(
          Map.of("disk", place.toString(), "revision", revision), place + ": revision " + revision);
    }
    return ExitCode.DONE;
  }
}
