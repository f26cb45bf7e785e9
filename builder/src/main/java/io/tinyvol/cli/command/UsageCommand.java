package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.UsageReport;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.SharingJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Shows what volumes hold alone, and what deleting them would free. */
public final class UsageCommand extends StoreCommand {
  private final Argument<List<String>> names;

  /** Declares it. */
  public UsageCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Show what volumes hold alone and share, and what deleting exactly these would free.");
    names = syntax.parameters(0, "NAME", "The volumes. Default: all.");
  }

  @Override
  protected ExitCode run() throws IOException {
    names.get().forEach(VolumeNames::check);
    UsageReport report;
    try (VolumeService service = openService()) {
      report = service.usage(names.get());
    }
    print(SharingJson.write(report), out -> show(report, out));
    return ExitCode.DONE;
  }

  private static void show(UsageReport report, PrintStream out) {
    Table table = new Table("VOLUME", ">ALONE", ">SHARED", ">IN ALL");
    for (UsageReport.Volume volume : report.volumes()) {
      table.row(
          volume.name(),
          Sizes.show(volume.share().exclusiveBytes()),
          Sizes.show(volume.share().sharedBytes()),
          Sizes.show(volume.share().referencedBytes()));
    }
    table.print(out);
    out.println();
    out.println("deleting these would free " + Sizes.show(report.freedIfDeletedBytes()));
  }
}
