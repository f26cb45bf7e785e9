package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.ResizesDisks;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import java.io.IOException;
import java.util.Map;

/** Gives a disk another size. */
public final class DiskResizeCommand extends StoreCommand {
  private final Argument<String> disk;
  private final Argument<String> size;

  /** Declares it. */
  public DiskResizeCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Give a disk another size. Make its file system smaller before you make it smaller.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
    size = syntax.parameter("SIZE", "The new size: 512M, 2G.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    long bytes = Sizes.parse(size.get());
    try (ResizesDisks disks = place.in().open(options(), Capability.RESIZES)) {
      disks.resize(place.name(), bytes);
      disks.notes().forEach(this::note);
    }
    print(
        Map.of("disk", place.toString(), "virtualBytes", bytes), place + ": " + Sizes.show(bytes));
    return ExitCode.DONE;
  }
}
