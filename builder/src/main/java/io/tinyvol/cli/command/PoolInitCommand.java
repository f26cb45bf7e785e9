package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolInit;
import io.tinyvol.blockdev.thin.PoolState;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a pool. */
public final class PoolInitCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable Path> path;
  private final Argument<@Nullable Path> data;
  private final Argument<@Nullable Path> metadata;
  private final Argument<@Nullable String> size;
  private final Argument<@Nullable String> metadataSize;
  private final Argument<String> blockSize;
  private final Argument<Boolean> queue;
  private final Argument<Integer> overcommit;
  private final Argument<Boolean> force;

  /** Declares it. */
  public PoolInitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Make a pool.");
    name = syntax.parameter("POOL", "What it is called.");
    path = syntax.option(Path.class, "--path", "DIR", "A folder for its sparse files.");
    data = syntax.option(Path.class, "--data", "DEV", "A block device for its data instead.");
    metadata =
        syntax.option(
            Path.class,
            "--metadata",
            "DEV",
            "A block device for the kernel's metadata. Default: a file in DIR, or in the store.");
    size =
        syntax.option(
            String.class, "--size", "SIZE", "How much data it holds at most. Default: all of DEV.");
    metadataSize =
        syntax.option(
            String.class, "--metadata-size", "SIZE", "Default: as thin_metadata_size computes.");
    blockSize =
        syntax.option(
            String.class,
            "--block-size",
            "SIZE",
            "64K",
            "What space is given out in, 64K to 1G. Default: ${DEFAULT-VALUE}.");
    queue =
        syntax.flag(
            "Writes to a full pool wait for it to grow, up to a minute; else they fail.",
            "--queue-if-full");
    overcommit =
        syntax.option(
            Integer.class,
            "--overcommit",
            "PERCENT",
            1000,
            "How much its volumes' sizes may be in all, of its data. Default: ${DEFAULT-VALUE}.");
    force = syntax.flag("Take devices that are in use, or hold something.", "--force");
  }

  @Override
  protected ExitCode run() throws IOException {
    String pool = VolumeNames.check(name.get());
    PoolInit wanted =
        new PoolInit(
            where(),
            Pools.size(size.get()),
            Pools.size(metadataSize.get()),
            (int) Math.min(Sizes.parse(blockSize.get()), Integer.MAX_VALUE),
            queue.get() ? PoolConfig.WhenFull.QUEUE : PoolConfig.WhenFull.ERROR,
            overcommit.get());
    try (VolumeService _ = openService()) {
      // The store is there from now on.
    }
    try (ThinPool made = Pools.in(options()).init(pool, wanted, Instant.now())) {
      PoolState state = made.state();
      print(
          PoolFields.of(state),
          "%s: %s at %s, metadata at %s"
              .formatted(
                  pool,
                  Sizes.show(state.status().dataTotalBytes()),
                  state.config().data().path(),
                  state.config().metadata().path()));
    }
    return ExitCode.DONE;
  }

  private PoolInit.Where where() {
    if ((path.get() == null) == (data.get() == null)) {
      throw new IllegalArgumentException(
          "either --path DIR says where the pool is to be, or --data DEV");
    }
    return new PoolInit.Where(
        Optional.ofNullable(path.get()),
        Optional.ofNullable(data.get()),
        Optional.ofNullable(metadata.get()),
        force.get());
  }
}
