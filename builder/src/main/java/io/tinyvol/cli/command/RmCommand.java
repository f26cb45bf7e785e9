package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.json.Fields;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.util.List;

/** Removes volumes. */
public final class RmCommand extends StoreCommand {
  private final Argument<List<String>> names;

  /** Declares it. */
  public RmCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Remove volumes. Their content stays until garbage is collected.");
    names = syntax.parameters(1, "NAME", "The volumes to remove.");
  }

  @Override
  protected ExitCode run() throws IOException {
    names.get().forEach(VolumeNames::check);
    List<String> distinct = names.get().stream().distinct().toList();
    try (VolumeService service = openService()) {
      service.remove(distinct);
    }
    print(Fields.of("removed", distinct).map(), "removed " + String.join(", ", distinct));
    return ExitCode.DONE;
  }
}
