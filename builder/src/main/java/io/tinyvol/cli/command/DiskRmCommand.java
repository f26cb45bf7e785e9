package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.Disks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Deletes a disk. */
public final class DiskRmCommand extends StoreCommand {
  private final Argument<String> disk;

  /** Declares it. */
  public DiskRmCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Delete a disk that nobody uses, and its revisions. The volume it was made of stays.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (Disks disks = place.in().open(options())) {
      disks.delete(place.name());
      disks.notes().forEach(this::note);
    }
    print(Map.of("disk", place.toString()), place + ": deleted");
    return ExitCode.DONE;
  }
}
