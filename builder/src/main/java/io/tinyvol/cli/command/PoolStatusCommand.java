package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolState;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;

/** Says how a pool is. */
public final class PoolStatusCommand extends StoreCommand {
  private final Argument<String> name;

  /** Declares it. */
  public PoolStatusCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Say how a pool is; bring it to life where the machine was started since.");
    name = syntax.parameter("POOL", "The pool.");
  }

  @Override
  protected ExitCode run() throws IOException {
    try (ThinPool pool = Pools.in(options()).open(VolumeNames.check(name.get()))) {
      PoolState state = pool.state();
      pool.notes().forEach(this::note);
      PoolWarnings.of(state).forEach(this::note);
      print(PoolFields.of(state), out -> PoolFields.lines(state).forEach(out::println));
    }
    return ExitCode.DONE;
  }
}
