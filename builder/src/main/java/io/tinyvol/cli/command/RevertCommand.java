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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Brings a revision of a volume back. */
public final class RevertCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable Long> number;
  private final RevisionArguments revision;

  /** Declares it. */
  public RevertCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Give a volume the content of a revision, as its next one. What was written since the last"
            + " one is kept as a revision, so this can be undone.");
    name = syntax.parameter("NAME", "The volume.");
    number =
        syntax.optionalParameter(
            Long.class, "REV", "Which revision. Default: the last that it is not at now.");
    revision = new RevisionArguments(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    Long chosen = number.get();
    try (VolumeService service = openService()) {
      VolumeSummary made =
          service.revert(
              volume,
              chosen == null ? OptionalLong.empty() : OptionalLong.of(chosen),
              revision.options());
      print(VolumeJson.write(made).map(), volume + ": reverted, now revision " + made.revision());
    }
    return ExitCode.DONE;
  }
}
