package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeInfo;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.json.InfoJson;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Shows one volume. */
public final class InfoCommand extends StoreCommand {
  private final Argument<String> name;

  /** Declares it. */
  public InfoCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Show a volume: identity, geometry, parent, what it shares.");
    name = syntax.parameter("NAME", "The volume.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    VolumeInfo info;
    try (VolumeService service = openService()) {
      info = service.info(volume);
    }
    Map<String, Object> fields = InfoJson.write(info);
    print(fields, out -> show(fields, info, out));
    return ExitCode.DONE;
  }

  private static void show(Map<String, Object> fields, VolumeInfo info, PrintStream out) {
    fields.forEach(
        (name, value) -> {
          if (name.equals("revisions")) {
            return;
          }
          boolean isSize = name.endsWith("Bytes") && value instanceof Long;
          String label = name.endsWith("Bytes") ? name.substring(0, name.length() - 5) : name;
          String text = isSize ? Sizes.show((Long) value) : String.valueOf(value);
          out.println(String.format("%-13s %s", label, text));
        });
    Table table = new Table(">REVISION", "CREATED", ">SIZE", "ROOT");
    for (VolumeHead.Revision revision : info.revisions()) {
      table.row(
          Long.toString(revision.number()),
          revision.created().truncatedTo(ChronoUnit.SECONDS).toString(),
          Sizes.show(revision.geometry().virtualBytes()),
          revision.root().toString().substring(0, 12));
    }
    out.println();
    table.print(out);
  }
}
