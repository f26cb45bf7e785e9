package io.tinyvol.cli.command;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.builder.diff.Change;
import io.tinyvol.builder.diff.FileDiff;
import io.tinyvol.builder.diff.FileDiffReport;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.manifest.RangeDiff;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Shows where two volumes differ: in which ranges, and in which files. */
public final class DiffCommand extends StoreCommand {
  private final Argument<String> nameA;
  private final Argument<String> nameB;

  /** Declares it. */
  public DiffCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Show where two volumes differ: in which ranges (a table with -v) and, where both have an"
            + " ext4 file system, in which files: A added (only B has it), D deleted (only A has"
            + " it), M modified, T another type of file.");
    nameA = syntax.parameter("A", "A volume.");
    nameB = syntax.parameter("B", "Another.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String left = VolumeNames.check(nameA.get());
    String right = VolumeNames.check(nameB.get());
    ByteRanges ranges = new ByteRanges();
    FileDiffReport files = FileDiffReport.SAME;
    try (VolumeStore store = openStore()) {
      VolumeHead a = store.catalog().get(left);
      VolumeHead b = store.catalog().get(right);
      if (!a.root().equals(b.root())) {
        RangeDiff.visit(store.content(), a.root(), b.root(), ranges);
        files =
            FileDiff.of(
                store.content(),
                new FileDiff.Side(left, a.root()),
                new FileDiff.Side(right, b.root()),
                ranges);
      }
    }
    files.notes().forEach(this::note);
    report(ranges, files);
    return ExitCode.DONE;
  }

  /** There may be millions of either: their JSON is made one by one. */
  private void report(ByteRanges ranges, FileDiffReport report) throws IOException {
    Iterable<Map<String, Object>> rangesJson =
        () -> IntStream.range(0, ranges.size()).mapToObj(i -> json(ranges, i)).iterator();
    Iterable<Map<String, Object>> filesJson =
        () -> report.files().entrySet().stream().map(DiffCommand::json).iterator();
    print(
        Fields.of("ranges", rangesJson)
            .and("differentBytes", ranges.totalBytes())
            .and("files", filesJson)
            .and("filesCompared", report.compared())
            .map(),
        out -> show(ranges, report, out));
  }

  private static Map<String, Object> json(ByteRanges ranges, int index) {
    return Fields.of("offsetBytes", ranges.offsetBytes(index))
        .and("lengthBytes", ranges.lengthBytes(index))
        .map();
  }

  private static Map<String, Object> json(Map.Entry<String, Change> file) {
    String change = file.getValue().name().toLowerCase(Locale.ROOT);
    return Fields.of("path", file.getKey()).and("change", change).map();
  }

  private void show(ByteRanges ranges, FileDiffReport report, PrintStream out) {
    if (options().verbose() && ranges.size() > 0) {
      Table table = new Table(">OFFSET", ">LENGTH");
      for (int i = 0; i < ranges.size(); i++) {
        table.row(Long.toString(ranges.offsetBytes(i)), Long.toString(ranges.lengthBytes(i)));
      }
      table.print(out);
    }
    String inFiles = report.compared() ? ", in " + report.files().size() + " files" : "";
    out.println(
        ranges.size() + " ranges, " + Sizes.show(ranges.totalBytes()) + " differ" + inFiles);
    // Paths are UTF-8 whatever the terminal's encoding is said to be.
    report
        .files()
        .forEach(
            (path, change) ->
                out.writeBytes(
                    (change.name().charAt(0) + " " + path + "\n")
                        .getBytes(StandardCharsets.UTF_8)));
    out.flush();
  }
}
