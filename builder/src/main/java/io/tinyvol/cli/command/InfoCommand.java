package io.tinyvol.cli.command;

import io.tinyvol.cas.ContentReader;
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
import io.tinyvol.volume.format.RootNode;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.sharing.ManifestSize;
import io.tinyvol.volume.sharing.SharingAccounts;
import io.tinyvol.volume.sharing.VolumeShare;
import java.io.IOException;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

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
    Map<String, Object> fields;
    VolumeHead head;
    try (VolumeStore store = openStore()) {
      head = store.catalog().get(volume);
      SortedMap<String, VolumeHead> heads = store.catalog().all();
      VolumeShare share =
          Objects.requireNonNull(
              SharingAccounts.count(store.content(), heads, Set.of()).volumes().get(volume));
      try (ContentReader reader = store.content().newReader()) {
        ManifestReader manifest = new ManifestReader(reader, head.root());
        fields = fields(volume, head, manifest.root(), share, ManifestSize.of(manifest));
      }
    }
    print(fields, out -> show(fields, head.revisions(), out));
    return ExitCode.DONE;
  }

  private static Map<String, Object> fields(
      String volume, VolumeHead head, RootNode root, VolumeShare share, ManifestSize manifest) {
    Fields fields =
        Fields.of("volume", volume)
            .and("uuid", head.uuid().toString())
            .and("root", head.root().toString())
            .and("created", head.created().toString())
            .and("revision", head.revision())
            .and("virtualBytes", head.geometry().virtualBytes())
            .and("dataBytes", root.mappedBytes())
            .and("blockBytes", head.geometry().blockBytes())
            .and("deltaBytes", 0L)
            .and("exclusiveBytes", share.exclusiveBytes())
            .and("sharedBytes", share.sharedBytes())
            .and("manifestBytes", manifest.bytes())
            .and("chunks", manifest.chunks())
            .and("labels", head.labels())
            .and("revisions", head.revisions().stream().map(InfoCommand::fields).toList());
    head.parent()
        .ifPresent(
            parent ->
                fields.and(
                    "parent",
                    Fields.of("volume", parent.name())
                        .and("uuid", parent.uuid().toString())
                        .and("revision", parent.revision())
                        .map()));
    return fields.map();
  }

  private static Map<String, Object> fields(VolumeHead.Revision revision) {
    return Fields.of("revision", revision.number())
        .and("created", revision.created().toString())
        .and("root", revision.root().toString())
        .and("virtualBytes", revision.geometry().virtualBytes())
        .map();
  }

  private static void show(
      Map<String, Object> fields, List<VolumeHead.Revision> revisions, PrintStream out) {
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
    for (VolumeHead.Revision revision : revisions) {
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
