package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Gives up what a guest wrote. */
public final class DiskDiscardCommand extends StoreCommand {
  private final Argument<String> disk;

  /** Declares it. */
  public DiskDiscardCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Give up what was written to a disk that nobody uses since it started, or was committed.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (CommitsDisks disks = place.in().open(options(), Capability.COMMITS)) {
      disks.discard(place.name());
      disks.notes().forEach(this::note);
    }
    print(Map.of("disk", place.toString()), place + ": starts from its clean image again");
    return ExitCode.DONE;
  }
}
