package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Gives a disk back what it had. */
public final class DiskRevertCommand extends StoreCommand {
  private final Argument<String> disk;
  private final Argument<Long> revision;
  private final KeepArgument keep;

  /** Declares it. */
  public DiskRevertCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Give a disk that nobody uses back what it had; what it has now is kept as a revision.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    revision = syntax.parameter(Long.class, 0L, "REV", "Which revision.");
    keep = new KeepArgument(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (KeepsRevisions disks = place.in().open(options(), Capability.REVISIONS)) {
      long kept = disks.revert(place.name(), revision.get());
      keep.prune(disks, place.name());
      disks.notes().forEach(this::note);
      print(
          Map.of("disk", place.toString(), "revision", kept),
          place + ": reverted; what it had is revision " + kept);
    }
    return ExitCode.DONE;
  }
}
