package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes new metadata for a pool. */
public final class PoolRepairCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable Path> to;
  private final Argument<Boolean> force;

  /** Declares it. */
  public PoolRepairCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Make new metadata for a pool that nobody uses, of what can be read of the old ones; those"
            + " are kept.");
    name = syntax.parameter("POOL", "The pool.");
    to =
        syntax.option(
            Path.class, "--to", "DEV", "A device for them. Default: a file beside the old one.");
    force = syntax.flag("Take the device although it holds something.", "--force");
  }

  @Override
  protected ExitCode run() throws IOException {
    String pool = VolumeNames.check(name.get());
    try (ThinPool open = Pools.in(options()).open(pool)) {
      PoolPlace old = open.care().repair(Optional.ofNullable(to.get()), force.get());
      String present = open.state().config().metadata().path();
      open.notes().forEach(this::note);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("pool", pool);
      json.put("metadataPath", present);
      json.put("oldMetadataPath", old.path());
      print(
          json,
          "%s: its metadata are at %s from now on; the old ones are kept at %s"
              .formatted(pool, present, old.path()));
    }
    return ExitCode.DONE;
  }
}
