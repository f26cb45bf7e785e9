package io.tinyvol.cli.command;

import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.builder.diff.FileDiffReport;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.DiffReport;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.DiffJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
    DiffReport report;
    try (VolumeService service = openService()) {
      report = service.diff(left, right);
    }
    report.files().notes().forEach(this::note);
    print(DiffJson.write(report), out -> show(report.ranges(), report.files(), out));
    return ExitCode.DONE;
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
