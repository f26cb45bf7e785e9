package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.Disks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Gives the path that a guest is given. */
public final class DiskPathCommand extends StoreCommand {
  private final Argument<String> disk;

  /** Declares it. */
  public DiskPathCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Print the path of a disk, which is there then: a block device that is active, or a file;"
            + " for a guest to boot from.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (Disks disks = place.in().open(options())) {
      String path = disks.activate(place.name()).toString();
      disks.notes().forEach(this::note);
      print(Map.of("disk", place.toString(), "path", path), path);
    }
    return ExitCode.DONE;
  }
}
