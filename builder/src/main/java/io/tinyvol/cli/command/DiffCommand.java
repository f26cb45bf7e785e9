package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.manifest.RangeDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows where two volumes differ. */
public final class DiffCommand extends StoreCommand {
  private final Argument<String> left;
  private final Argument<String> right;

  /** Declares it. */
  public DiffCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Show where two volumes differ.");
    left = syntax.parameter("A", "A volume.");
    right = syntax.parameter("B", "Another.");
  }

  private record Range(long offsetBytes, long lengthBytes) {}

  @Override
  protected ExitCode run() throws IOException {
    VolumeNames.check(left.get());
    VolumeNames.check(right.get());
    List<Range> ranges = new ArrayList<>();
    try (VolumeStore store = openStore()) {
      var a = store.catalog().get(left.get());
      var b = store.catalog().get(right.get());
      if (!a.root().equals(b.root())) {
        RangeDiff.visit(
            store.content(),
            a.root(),
            b.root(),
            (offset, length) -> ranges.add(new Range(offset, length)));
      }
    }
    report(ranges);
    return ExitCode.DONE;
  }

  private void report(List<Range> ranges) throws IOException {
    List<Map<String, Object>> json = new ArrayList<>();
    Table table = new Table(">OFFSET", ">LENGTH");
    for (Range range : ranges) {
      json.add(
          Fields.of("offsetBytes", range.offsetBytes())
              .and("lengthBytes", range.lengthBytes())
              .map());
      table.row(Long.toString(range.offsetBytes()), Long.toString(range.lengthBytes()));
    }
    long total = ranges.stream().mapToLong(Range::lengthBytes).sum();
    print(
        Fields.of("ranges", json).and("differentBytes", total).map(),
        out -> {
          if (!ranges.isEmpty()) {
            table.print(out);
          }
          out.println(ranges.size() + " ranges, " + Sizes.show(total) + " differ");
        });
  }
}
