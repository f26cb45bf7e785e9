package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.GcJson;
import io.tinyvol.volume.gc.GcReport;
import java.io.IOException;
import java.io.PrintStream;

/** Gives space back. */
public final class GcCommand extends StoreCommand {
  private final Argument<Boolean> dryRun;

  /** Declares it. */
  public GcCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Remove content that no volume refers to, and give its space back. Builds, clones and"
            + " exports go on meanwhile.");
    dryRun = syntax.flag("Only say what would be removed, and why the rest stays.", "--dry-run");
  }

  @Override
  protected ExitCode run() throws IOException {
    GcReport report;
    try (VolumeService service = openService()) {
      report = watched(progress -> service.collect(dryRun.get(), progress));
    }
    print(GcJson.write(report), out -> show(report, out));
    return ExitCode.DONE;
  }

  private void show(GcReport report, PrintStream out) {
    GcReport.Amount freed = report.freed();
    out.printf(
        "%s %s: %d chunks and %d manifest nodes%n",
        dryRun.get() ? "would free" : "freed",
        Sizes.show(freed.storedBytes()),
        freed.chunks(),
        freed.nodes());
    Table table = new Table("KEPT BY", ">STORED", ">CHUNKS", ">NODES");
    row(table, "volumes and their revisions", report.live());
    report.held().forEach(held -> row(table, held.holder(), held.amount()));
    table.print(out);
    if (!dryRun.get()) {
      out.println();
      out.println("the store takes " + Sizes.show(report.reclaimedBytes()) + " less on disk");
    }
  }

  private static void row(Table table, String holder, GcReport.Amount amount) {
    table.row(
        holder,
        Sizes.show(amount.storedBytes()),
        Long.toString(amount.chunks()),
        Long.toString(amount.nodes()));
  }
}
