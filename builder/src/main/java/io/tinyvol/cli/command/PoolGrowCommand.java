package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolState;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets a pool grow. */
public final class PoolGrowCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable String> size;
  private final Argument<@Nullable String> metadataSize;

  /** Declares it. */
  public PoolGrowCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Let a pool grow, also while it is used. What lies on a device grows to all of that.");
    name = syntax.parameter("POOL", "The pool.");
    size = syntax.option(String.class, "--size", "SIZE", "How much data it is to hold at most.");
    metadataSize =
        syntax.option(String.class, "--metadata-size", "SIZE", "How large its metadata may get.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String pool = VolumeNames.check(name.get());
    try (ThinPool open = Pools.in(options()).open(pool)) {
      open.care().grow(Pools.size(size.get()), Pools.size(metadataSize.get()));
      PoolState state = open.state();
      open.notes().forEach(this::note);
      print(PoolFields.of(state), out -> PoolFields.lines(state).forEach(out::println));
    }
    return ExitCode.DONE;
  }
}
