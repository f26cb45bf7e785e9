package io.tinyvol.cli.command;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
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
    try (VolumeStore store = openStore()) {
      VolumeHead head = store.catalog().get(volume);
      SortedMap<String, VolumeHead> heads = store.catalog().all();
      VolumeShare share =
          Objects.requireNonNull(
              SharingAccounts.count(store.content(), heads, Set.of()).volumes().get(volume));
      try (ContentReader reader = store.content().newReader()) {
        ManifestReader manifest = new ManifestReader(reader, head.root());
        fields = fields(volume, head, manifest.root(), share, ManifestSize.of(manifest));
      }
    }
    print(fields, out -> show(fields, out));
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
            .and("labels", head.labels());
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

  private static void show(Map<String, Object> fields, PrintStream out) {
    fields.forEach(
        (name, value) -> {
          boolean isSize = name.endsWith("Bytes") && value instanceof Long;
          String label = name.endsWith("Bytes") ? name.substring(0, name.length() - 5) : name;
          String text = isSize ? Sizes.show((Long) value) : String.valueOf(value);
          out.println(String.format("%-13s %s", label, text));
        });
  }
}
