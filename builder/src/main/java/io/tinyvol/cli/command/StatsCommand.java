package io.tinyvol.cli.command;

import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.StoreStats;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.SharingJson;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** Shows what deduplication and compression save. */
public final class StatsCommand extends StoreCommand {
  /** Declares it. */
  public StatsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Show what deduplication and compression save.");
  }

  @Override
  protected ExitCode run() throws IOException {
    StoreStats stats;
    try (VolumeService service = openService()) {
      stats = service.stats();
    }
    print(SharingJson.write(stats), out -> show(stats, out));
    return ExitCode.DONE;
  }

  private static void show(StoreStats stats, PrintStream out) {
    Table table = new Table("VOLUME", ">SIZE", ">DATA", ">STORED", ">ALONE");
    for (StoreStats.Volume volume : stats.volumes()) {
      table.row(
          volume.name(),
          Sizes.show(volume.virtualBytes()),
          Sizes.show(volume.dataBytes()),
          Sizes.show(volume.share().referencedBytes()),
          Sizes.show(volume.share().exclusiveBytes()));
    }
    table.print(out);
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%d volumes of %s%s hold %s of data: %s unique (%.2f : 1), stored in %s (%.2f : 1),"
                + " %.2f : 1 in all",
            stats.volumes().size(),
            Sizes.show(stats.virtualBytes()),
            stats.earlierRevisions() == 0
                ? ""
                : " and " + stats.earlierRevisions() + " earlier revisions",
            Sizes.show(stats.dataBytes()),
            Sizes.show(stats.totals().uniqueBytes()),
            stats.dedupRatio(),
            Sizes.show(stats.totals().storedBytes()),
            stats.compressionRatio(),
            stats.totalRatio()));
    out.println(
        String.format(
            Locale.ROOT,
            "on disk: %s of content, %s written to volumes since",
            Sizes.show(stats.disk().contentBytes()),
            Sizes.show(stats.disk().deltaBytes())));
  }
}
