package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.json.Fields;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import java.io.IOException;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Lists what is kept of a disk. */
public final class DiskRevisionsCommand extends StoreCommand {
  private final Argument<String> disk;

  /** Declares it. */
  public DiskRevisionsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List the revisions of a disk that are kept, the oldest first.");
    disk = syntax.parameter(DiskPlace.SYNTAX, "The disk.");
  }

  @Override
  protected ExitCode run() throws IOException {
    DiskPlace place = DiskPlace.parse(disk.get());
    try (KeepsRevisions disks = place.in().open(options(), Capability.REVISIONS)) {
      List<DiskRevision> revisions = disks.revisions(place.name());
      disks.notes().forEach(this::note);
      print(
          revisions.stream().map(DiskRevisionsCommand::json).toList(), out -> show(revisions, out));
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> json(DiskRevision revision) {
    Fields json =
        Fields.of("revision", revision.number())
            .and("created", revision.created().toString())
            .and("virtualBytes", revision.sizeBytes());
    revision.exclusiveBytes().ifPresent(bytes -> json.and("exclusiveBytes", bytes));
    return json.map();
  }

  private static void show(List<DiskRevision> revisions, PrintStream out) {
    Table table = new Table(">REVISION", "CREATED", ">SIZE", ">ITS OWN");
    for (DiskRevision revision : revisions) {
      table.row(
          Long.toString(revision.number()),
          revision.created().truncatedTo(ChronoUnit.SECONDS).toString(),
          Sizes.show(revision.sizeBytes()),
          DiskFields.size(revision.exclusiveBytes()));
    }
    table.print(out);
  }
}
