package io.tinyvol.cli.command;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.sharing.SharingAccounts;
import io.tinyvol.volume.sharing.SharingReport;
import io.tinyvol.volume.sharing.StoreTotals;
import io.tinyvol.volume.sharing.VolumeShare;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shows what deduplication and compression save. */
public final class StatsCommand extends StoreCommand {
  /** Declares it. */
  public StatsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Show what deduplication and compression save.");
  }

  @Override
  protected ExitCode run() throws IOException {
    SortedMap<String, VolumeHead> heads;
    SharingReport sharing;
    SortedMap<String, Long> data = new TreeMap<>();
    try (VolumeStore store = openStore()) {
      heads = store.catalog().all();
      sharing = SharingAccounts.count(store.content(), heads, Set.of());
      try (ContentReader reader = store.content().newReader()) {
        for (Map.Entry<String, VolumeHead> entry : heads.entrySet()) {
          data.put(entry.getKey(), dataBytes(reader, entry.getValue()));
        }
      }
    }
    Summary summary = Summary.of(heads, data, sharing.totals());
    print(json(summary, heads, data, sharing), out -> show(summary, heads, data, sharing, out));
    return ExitCode.DONE;
  }

  /**
   * The data of all revisions: what the chunks that the volume refers to are to be held against.
   */
  private static long dataBytes(ContentReader reader, VolumeHead head) throws IOException {
    long bytes = 0;
    for (VolumeHead.Revision revision : head.revisions()) {
      bytes += new ManifestReader(reader, revision.root()).root().mappedBytes();
    }
    return bytes;
  }

  private record Summary(
      int volumes, int earlier, long virtualBytes, long dataBytes, StoreTotals totals) {
    static Summary of(Map<String, VolumeHead> heads, Map<String, Long> data, StoreTotals totals) {
      return new Summary(
          heads.size(),
          heads.values().stream().mapToInt(head -> head.earlier().size()).sum(),
          heads.values().stream().mapToLong(head -> head.geometry().virtualBytes()).sum(),
          data.values().stream().mapToLong(Long::longValue).sum(),
          totals);
    }

    double dedupRatio() {
      return ratio(dataBytes, totals.uniqueBytes());
    }

    double compressionRatio() {
      return ratio(totals.uniqueBytes(), totals.storedBytes());
    }

    double totalRatio() {
      return ratio(dataBytes, totals.storedBytes());
    }

    /** An empty store saves nothing: 1. */
    private static double ratio(long whole, long part) {
      return part == 0 ? 1 : Math.round(1000.0 * whole / part) / 1000.0;
    }
  }

  private static Map<String, Object> json(
      Summary summary,
      Map<String, VolumeHead> heads,
      Map<String, Long> data,
      SharingReport sharing) {
    List<Map<String, Object>> byVolume = new ArrayList<>();
    heads.forEach(
        (name, head) -> {
          VolumeShare share = Objects.requireNonNull(sharing.volumes().get(name));
          byVolume.add(
              Fields.of("volume", name)
                  .and("virtualBytes", head.geometry().virtualBytes())
                  .and("dataBytes", Objects.requireNonNull(data.get(name)))
                  .and("referencedBytes", share.referencedBytes())
                  .and("exclusiveBytes", share.exclusiveBytes())
                  .map());
        });
    return Fields.of("volumes", summary.volumes())
        .and("virtualBytes", summary.virtualBytes())
        .and("dataBytes", summary.dataBytes())
        .and("uniqueBytes", summary.totals().uniqueBytes())
        .and("storedBytes", summary.totals().storedBytes())
        .and("dedupRatio", summary.dedupRatio())
        .and("compressionRatio", summary.compressionRatio())
        .and("totalRatio", summary.totalRatio())
        .and("byVolume", byVolume)
        .map();
  }

  private static void show(
      Summary summary,
      Map<String, VolumeHead> heads,
      Map<String, Long> data,
      SharingReport sharing,
      PrintStream out) {
    Table table = new Table("VOLUME", ">SIZE", ">DATA", ">STORED", ">ALONE");
    heads.forEach(
        (name, head) -> {
          VolumeShare share = Objects.requireNonNull(sharing.volumes().get(name));
          table.row(
              name,
              Sizes.show(head.geometry().virtualBytes()),
              Sizes.show(Objects.requireNonNull(data.get(name))),
              Sizes.show(share.referencedBytes()),
              Sizes.show(share.exclusiveBytes()));
        });
    table.print(out);
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%d volumes of %s%s hold %s of data: %s unique (%.2f : 1), stored in %s (%.2f : 1),"
                + " %.2f : 1 in all",
            summary.volumes(),
            Sizes.show(summary.virtualBytes()),
            summary.earlier() == 0 ? "" : " and " + summary.earlier() + " earlier revisions",
            Sizes.show(summary.dataBytes()),
            Sizes.show(summary.totals().uniqueBytes()),
            summary.dedupRatio(),
            Sizes.show(summary.totals().storedBytes()),
            summary.compressionRatio(),
            summary.totalRatio()));
  }
}
