package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.Disks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Optional;

/** Lists the disks of a place. */
public final class DiskLsCommand extends StoreCommand {
  private final Argument<String> place;

  /** Declares it. */
  public DiskLsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List the disks of a place, and what they take.");
    place = syntax.parameter(DisksPlace.SYNTAX, "Where they are.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DisksPlace in = DisksPlace.parse(place.get());
    DiskTable table = new DiskTable(in);
    try (Disks disks = in.open(options())) {
      for (Disk disk : disks.list()) {
        table.add(fields(disks, disk));
      }
      disks.notes().forEach(this::note);
      in.under()
          .map(disk -> in + " lies in " + disk + ", where what it takes is counted as well")
          .ifPresent(this::note);
    }
    print(table.json(), table::print);
    return ExitCode.DONE;
  }

  private static DiskFields fields(Disks disks, Disk disk) throws IOException {
    return disks instanceof CommitsDisks sided
        ? new DiskFields(disk, Optional.of(sided.sides(disk.name())))
        : new DiskFields(disk, Optional.empty());
  }
}
