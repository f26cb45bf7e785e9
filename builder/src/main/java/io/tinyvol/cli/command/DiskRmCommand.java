package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.ThinPool;
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
    syntax.describe("Delete a disk that nobody uses. The volume it was made of stays.");
    disk = syntax.parameter("thin:POOL/NAME", "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    ThinPlace place = ThinPlace.parse(disk.get());
    try (ThinPool pool = Pools.in(options()).open(place.pool())) {
      pool.delete(place.name());
      pool.notes().forEach(this::note);
    }
    print(Map.of("disk", place.toString()), place + ": deleted");
    return ExitCode.DONE;
  }
}
