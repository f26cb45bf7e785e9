package io.tinyvol.cli.command;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists volumes. */
public final class LsCommand extends StoreCommand {
  /** Declares it. */
  public LsCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("List the volumes.");
  }

  @Override
  protected ExitCode run() throws IOException {
    List<Map<String, Object>> json = new ArrayList<>();
    Table table = new Table("VOLUME", ">SIZE", "CREATED", "ROOT");
    ExitCode exit = ExitCode.DONE;
    try (VolumeStore store = openStore()) {
      for (String name : store.catalog().names()) {
        try {
          store.catalog().find(name).ifPresent(head -> add(name, head, json, table));
        } catch (CorruptDataException e) {
          note(e.getMessage() + "; 'tinyvol check' names all that is hurt");
          exit = ExitCode.CORRUPT; // the others are listed all the same
        }
      }
    }
    print(json, table::print);
    return exit;
  }

  private static void add(
      String name, VolumeHead head, List<Map<String, Object>> json, Table table) {
    String created = head.created().truncatedTo(ChronoUnit.SECONDS).toString();
    json.add(
        Fields.of("volume", name)
            .and("virtualBytes", head.geometry().virtualBytes())
            .and("root", head.root().toString())
            .and("created", created)
            .map());
    String root = head.root().toString().substring(0, 12);
    table.row(name, Sizes.show(head.geometry().virtualBytes()), created, root);
  }
}
