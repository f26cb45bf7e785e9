package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;

/** Makes a revision of what a volume has now. */
public final class SnapshotCommand extends StoreCommand {
  private final Argument<String> name;
  private final RevisionArguments revision;

  /** Declares it. */
  public SnapshotCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Make a revision of what a volume has now, also while it is written to: at once.");
    name = syntax.parameter("NAME", "The volume.");
    revision = new RevisionArguments(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    try (VolumeService service = openService()) {
      VolumeSummary made = service.snapshot(volume, revision.options());
      print(VolumeJson.write(made).map(), volume + ": revision " + made.revision());
    }
    return ExitCode.DONE;
  }
}
