package io.tinyvol.cli.command;

import io.tinyvol.blockdev.thin.PoolChecked;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Has a pool's metadata checked. */
public final class PoolCheckCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<Boolean> clears;

  /** Declares it. */
  public PoolCheckCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Check a pool's metadata, beside those who use it where that can be.");
    name = syntax.parameter("POOL", "The pool.");
    clears =
        syntax.flag(
            "Have the kernel write again to a pool that needs a check, if nothing is damaged.",
            "--clear-needs-check");
  }

  @Override
  protected ExitCode run() throws IOException {
    String pool = VolumeNames.check(name.get());
    try (ThinPool open = Pools.in(options()).open(pool)) {
      PoolChecked found = open.care().check(clears.get());
      open.notes().forEach(this::note);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("pool", pool);
      json.put("way", found.way().name().toLowerCase(Locale.ROOT));
      json.put("needsCheck", found.needsCheck());
      print(json, pool + ": nothing is damaged; " + line(found));
    }
    return ExitCode.DONE;
  }

  private static String line(PoolChecked found) {
    return switch (found.way()) {
      case INACTIVE -> "all was looked at, for the pool was not active";
      case TAKEN_OUT -> "all was looked at, with the pool taken out of the kernel meanwhile";
      case SNAPSHOT -> "a snapshot of what its volumes map was looked at, while it is active";
    };
  }
}
