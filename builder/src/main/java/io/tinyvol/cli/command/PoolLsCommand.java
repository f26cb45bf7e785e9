package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.ThinPools;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists pools, or the volumes of one. */
public final class PoolLsCommand extends StoreCommand {
  private final Argument<@Nullable String> name;

  /** Declares it. */
  public PoolLsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List pools, or the volumes of one and what they take.");
    name = syntax.optionalParameter(String.class, "POOL", "The pool whose volumes are listed.");
  }

  @Override
  protected ExitCode run() throws IOException {
    ThinPools pools = Pools.in(options());
    String pool = name.get();
    if (pool == null) {
      List<String> names = pools.names();
      print(
          names.stream().map(found -> Map.of("pool", found)).toList(),
          out -> names.forEach(out::println));
      return ExitCode.DONE;
    }
    try (ThinPool open = pools.open(VolumeNames.check(pool))) {
      List<Disk> disks = open.list();
      PoolWarnings.of(open.state()).forEach(this::note);
      open.notes().forEach(this::note);
      DiskTable table = new DiskTable(new DisksPlace(TargetPlace.Backend.THIN, Path.of(pool)));
      disks.forEach(disk -> table.add(new DiskFields(disk, Optional.empty())));
      print(table.json(), table::print);
    }
    return ExitCode.DONE;
  }
}
