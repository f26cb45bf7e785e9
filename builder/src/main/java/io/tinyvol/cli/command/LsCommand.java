package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeListing;
import io.tinyvol.service.VolumeQuery;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.VolumeJson;
import java.io.IOException;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Lists volumes. */
public final class LsCommand extends StoreCommand {
  private final Argument<List<String>> labels;
  private final Argument<String> order;
  private final Argument<Boolean> reverse;

  /** Declares it. */
  public LsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List the volumes.");
    labels =
        syntax.listOption(
            "--label", "K[=V]", "Only those with this label; repeated, with all of them.");
    order =
        syntax.option(
            String.class,
            "--sort",
            "name|created|size",
            "name",
            "By what to sort them. Default: ${DEFAULT-VALUE}.");
    reverse = syntax.flag("Turn the order round.", "--reverse");
  }

  @Override
  protected ExitCode run() throws IOException {
    VolumeQuery query =
        new VolumeQuery(
            VolumeQuery.parseLabels(labels.get()),
            VolumeQuery.Order.ofLabel(order.get()),
            reverse.get());
    VolumeListing listing;
    try (VolumeService service = openService()) {
      listing = service.list(query);
    }
    for (String damage : listing.damaged()) {
      note(damage + "; 'tinyvol check' names all that is hurt");
    }
    print(VolumeJson.write(listing.volumes()), out -> show(listing.volumes(), out));
    return listing.damaged().isEmpty() ? ExitCode.DONE : ExitCode.CORRUPT;
  }

  private static void show(List<VolumeSummary> volumes, PrintStream out) {
    Table table = new Table("VOLUME", ">SIZE", "CREATED", "ROOT", "LABELS");
    for (VolumeSummary volume : volumes) {
      table.row(
          volume.name(),
          Sizes.show(volume.virtualBytes()),
          volume.created().truncatedTo(ChronoUnit.SECONDS).toString(),
          volume.root().toString().substring(0, 12),
          LabelText.of(volume.labels()));
    }
    table.print(out);
  }
}
