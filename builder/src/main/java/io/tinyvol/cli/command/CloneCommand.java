package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.CloneRequest;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
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
    try (VolumeService service = openService()) {
      VolumeSummary clone = service.clone(new CloneRequest(from, to, UUID.randomUUID()));
      print(
          VolumeJson.write(clone).andSeconds("seconds", System.nanoTime() - started).map(),
          to + ": cloned from " + from);
    }
    return ExitCode.DONE;
  }
}
