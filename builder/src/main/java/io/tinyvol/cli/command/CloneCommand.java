package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/** Clones a volume. */
public final class CloneCommand extends StoreCommand {
  private final Argument<String> source;
  private final Argument<String> target;

  /** Declares it. */
  public CloneCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Clone a volume: at once, whatever its size.");
    source = syntax.parameter("SRC", "The volume to clone.");
    target = syntax.parameter("DST", "What to call the clone.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String from = VolumeNames.check(source.get());
    String to = VolumeNames.check(target.get());
    long started = System.nanoTime();
    try (VolumeStore store = openStore()) {
      VolumeHead clone = store.catalog().clone(from, to, UUID.randomUUID(), Instant.now());
      print(
          Fields.of("volume", to)
              .and("root", clone.root().toString())
              .andSeconds("seconds", System.nanoTime() - started)
              .map(),
          to + ": cloned from " + from);
    }
    return ExitCode.DONE;
  }
}
