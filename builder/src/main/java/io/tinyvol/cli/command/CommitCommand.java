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

/** Puts what was written to a volume into chunks. */
public final class CommitCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<Boolean> dropFree;
  private final RevisionArguments revision;

  /** Declares it. */
  public CommitCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Put what was written to a volume into the chunk store, along its files where it has an"
            + " ext4 file system; that is its next revision.");
    name = syntax.parameter("NAME", "The volume.");
    dropFree =
        syntax.flag(
            "Leave out blocks that the ext4 file system marks free; it must be unmounted cleanly.",
            "--drop-free");
    revision = new RevisionArguments(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    try (VolumeService service = openService()) {
      CommittedVolume made =
          watched(progress -> service.commit(volume, dropFree.get(), revision.options(), progress));
      made.notes().forEach(this::note);
      print(HistoryJson.write(made), line(volume, made));
    }
    return ExitCode.DONE;
  }

  static String line(String volume, CommittedVolume made) {
    return "%s: revision %d, %s changed, %s new, stored as %s"
        .formatted(
            volume,
            made.volume().revision(),
            Sizes.show(made.changedBytes()),
            Sizes.show(made.stats().newBytes()),
            Sizes.show(made.stats().storedBytes()));
  }
}
