package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.TrimsDisks;
import io.tinyvol.builder.image.UnusedSpace;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import java.io.IOException;
import java.util.Map;

/** Takes back the space of what a disk's file system does not use. */
public final class DiskTrimCommand extends StoreCommand {
  private final Argument<String> disk;

  /** Declares it. */
  public DiskTrimCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Take back the space of what the ext4 file system of a disk that nobody uses does not use."
            + " In a guest, or where it is mounted, fstrim does that.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    long freed;
    try (TrimsDisks disks = place.in().open(options(), Capability.TRIMS)) {
      freed = disks.trim(place.name(), UnusedSpace::of);
      disks.notes().forEach(this::note);
    }
    print(
        Map.of("disk", place.toString(), "freedBytes", freed),
        place + ": " + Sizes.show(freed) + " given back");
    return ExitCode.DONE;
  }
}
