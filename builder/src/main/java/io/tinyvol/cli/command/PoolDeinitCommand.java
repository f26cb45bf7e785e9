package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.util.Map;

/** Takes a pool out of use. */
public final class PoolDeinitCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<Boolean> purge;

  /** Declares it. */
  public PoolDeinitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Take a pool without disks out of use.");
    name = syntax.parameter("POOL", "The pool.");
    purge = syntax.flag("Remove its files as well.", "--purge");
  }

  @Override
  protected ExitCode run() throws IOException {
    String pool = VolumeNames.check(name.get());
    try (ThinPool open = Pools.in(options()).open(pool)) {
      open.deinit(purge.get());
    }
    print(Map.of("pool", pool), pool + ": is no pool any more");
    return ExitCode.DONE;
  }
}
