package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CopiesDisks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Copies a disk at no cost. */
public final class DiskCloneCommand extends StoreCommand {
  private final Argument<String> disk;
  private final Argument<String> target;
  private final Argument<Boolean> isVolatile;

  /** Declares it. */
  public DiskCloneCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Make a disk that has what another has now, at once whatever its size; one in use as after"
            + " a cut of the power.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    target = syntax.parameter("NAME", "The new disk, in the same place; by its name, or in full.");
    isVolatile =
        syntax.flag("Each guest of the new disk starts from what it has now.", "--volatile");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    DiskPlace to = place.sibling(target.get());
    try (CopiesDisks disks = place.in().open(options(), Capability.COPIES, isVolatile.get())) {
      disks.copy(place.name(), to.name());
      disks.notes().forEach(this::note);
    }
    print(Map.of("disk", to.toString(), "from", place.toString()), to + ": a clone of " + place);
    return ExitCode.DONE;
  }
}
