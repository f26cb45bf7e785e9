package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import java.io.IOException;
import java.util.Map;

/** Gives the path of a disk's device. */
public final class DiskPathCommand extends StoreCommand {
  private final Argument<String> disk;

  /** Declares it. */
  public DiskPathCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Print the path of a disk's block device, which is active then: for a guest to boot from.");
    disk = syntax.parameter("thin:POOL/NAME", "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    ThinPlace place = ThinPlace.parse(disk.get());
    try (ThinPool pool = Pools.in(options()).open(place.pool())) {
      String path = pool.activate(place.name()).toString();
      pool.notes().forEach(this::note);
      print(Map.of("disk", place.toString(), "path", path), path);
    }
    return ExitCode.DONE;
  }
}
