package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolInit;
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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes a pool. */
public final class PoolInitCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable Path> path;
  private final Argument<@Nullable String> size;
  private final Argument<@Nullable String> metadataSize;
  private final Argument<String> blockSize;
  private final Argument<Boolean> queue;
  private final Argument<Integer> overcommit;

  /** Declares it. */
  public PoolInitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Make a pool.");
    name = syntax.parameter("POOL", "What it is called.");
    path = syntax.option(Path.class, "--path", "DIR", "A folder for its sparse files.");
    size = syntax.option(String.class, "--size", "SIZE", "How much data it holds at most.");
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
  }

  @Override
  protected ExitCode run() throws IOException {
    String pool = VolumeNames.check(name.get());
    Path folder = path.get();
    if (folder == null) {
      throw new IllegalArgumentException("--path DIR says where the pool is to be");
    }
    PoolInit wanted =
        new PoolInit(
            folder,
            size(size.get()),
            size(metadataSize.get()),
            (int) Math.min(Sizes.parse(blockSize.get()), Integer.MAX_VALUE),
            queue.get() ? PoolConfig.WhenFull.QUEUE : PoolConfig.WhenFull.ERROR,
            overcommit.get());
    try (VolumeService _ = openService()) {
      // The store is there from now on.
    }
    try (ThinPool made = Pools.in(options()).init(pool, wanted, Instant.now())) {
      ThinPool.State state = made.state();
      print(
          PoolFields.of(state),
          pool + ": " + Sizes.show(state.status().dataTotalBytes()) + " in " + folder);
    }
    return ExitCode.DONE;
  }

  private static OptionalLong size(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(text));
  }
}
