package io.tinyvol.cli.command;

import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Clones a volume. */
@Command(description = "Clone a volume: at once, whatever its size.")
public final class CloneCommand extends StoreCommand {
  @Parameters(index = "0", paramLabel = "SRC", description = "The volume to clone.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "DST", description = "What to call the clone.")
  private String target = "";

  @Override
  protected ExitCode run() throws IOException {
    VolumeNames.check(source);
    VolumeNames.check(target);
    long started = System.nanoTime();
    try (VolumeStore store = openStore()) {
      VolumeHead clone = store.catalog().clone(source, target, Instant.now());
      print(
          Fields.of("volume", target)
              .and("root", clone.root().toString())
              .andSeconds("seconds", System.nanoTime() - started)
              .map(),
          target + ": cloned from " + source);
    }
    return ExitCode.DONE;
  }
}
