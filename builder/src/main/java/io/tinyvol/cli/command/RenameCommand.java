package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;

/** Gives a volume another name. */
public final class RenameCommand extends StoreCommand {
  private final Argument<String> from;
  private final Argument<String> to;

  /** Declares it. */
  public RenameCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Give a volume another name. Its identity and history stay.");
    from = syntax.parameter("OLD", "The volume.");
    to = syntax.parameter("NEW", "What to call it.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String old = VolumeNames.check(from.get());
    String name = VolumeNames.check(to.get());
    try (VolumeService service = openService()) {
      print(
          VolumeJson.write(service.rename(old, name)).map(), old + ": is called " + name + " now");
    }
    return ExitCode.DONE;
  }
}
