package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.CommittedVolume;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;

/** Gives a volume another size. */
public final class ResizeCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<String> size;
  private final Argument<Boolean> filesystem;
  private final RevisionArguments revision;

  /** Declares it. */
  public ResizeCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Give a volume that is not in use another size, as its next revision. It is made smaller"
            + " only where what is cut off is unused.");
    name = syntax.parameter("NAME", "The volume.");
    size = syntax.parameter("SIZE", "The new size: 512M, 2G.");
    filesystem =
        syntax.flag("Grow the ext4 file system in it as well, with resize2fs.", "--filesystem");
    revision = new RevisionArguments(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    long bytes = Sizes.parse(size.get());
    try (VolumeService service = openService()) {
      CommittedVolume made =
          watched(
              progress ->
                  service.resize(volume, bytes, filesystem.get(), revision.options(), progress));
      made.notes().forEach(this::note);
      print(
          HistoryJson.write(made),
          volume + ": revision " + made.volume().revision() + " of " + Sizes.show(bytes));
    }
    return ExitCode.DONE;
  }
}
