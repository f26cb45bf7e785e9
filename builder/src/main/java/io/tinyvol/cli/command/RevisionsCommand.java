package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Revisions;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.HistoryJson;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;

/** Lists the revisions of a volume. */
public final class RevisionsCommand extends StoreCommand {
  private final Argument<String> name;

  /** Declares it. */
  public RevisionsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List the revisions of a volume that are kept, the present one last.");
    name = syntax.parameter("NAME", "The volume.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    try (VolumeService service = openService()) {
      Revisions revisions = service.revisions(volume);
      print(HistoryJson.write(revisions), out -> show(revisions, out));
    }
    return ExitCode.DONE;
  }

  private static void show(Revisions revisions, PrintStream out) {
    Table table = new Table(">REVISION", "CREATED", ">SIZE", "CONTENT", "NOTE");
    for (VolumeHead.Revision revision : revisions.revisions()) {
      int layers = revision.layers().size();
      table.row(
          Long.toString(revision.number()),
          revision.created().truncatedTo(ChronoUnit.SECONDS).toString(),
          Sizes.show(revision.geometry().virtualBytes()),
          revision.root().toString().substring(0, 12)
              + (layers == 0 ? "" : " + " + layers + (layers == 1 ? " layer" : " layers")),
          revision.note());
    }
    table.print(out);
    if (revisions.isChanged()) {
      out.println("It was written to since: 'snapshot' or 'commit' makes a revision of that.");
    }
  }
}
