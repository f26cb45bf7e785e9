package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.cli.Table;
import io.tinyvol.volume.NoSuchVolumeException;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.sharing.SharingAccounts;
import io.tinyvol.volume.sharing.SharingReport;
import io.tinyvol.volume.sharing.VolumeShare;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/** Shows what volumes hold alone, and what deleting them would free. */
public final class UsageCommand extends StoreCommand {
  private final Argument<List<String>> names;

  /** Declares it. */
  public UsageCommand(Syntax syntax) {
    super(syntax);
    syntax.describe(
        "Show what volumes hold alone and share, and what deleting exactly these would free.");
    names = syntax.parameters(0, "NAME", "The volumes. Default: all.");
  }

  @Override
  protected ExitCode run() throws IOException {
    names.get().forEach(VolumeNames::check);
    Set<String> chosen;
    SharingReport sharing;
    try (VolumeStore store = openStore()) {
      SortedMap<String, VolumeHead> heads = store.catalog().all();
      chosen = names.get().isEmpty() ? heads.keySet() : new LinkedHashSet<>(names.get());
      for (String name : chosen) {
        if (!heads.containsKey(name)) {
          throw new NoSuchVolumeException(name);
        }
      }
      sharing = SharingAccounts.count(store.content(), heads, chosen);
    }
    report(chosen, sharing);
    return ExitCode.DONE;
  }

  private void report(Set<String> chosen, SharingReport sharing) throws IOException {
    List<Map<String, Object>> json = new ArrayList<>();
    Table table = new Table("VOLUME", ">ALONE", ">SHARED", ">IN ALL");
    for (String name : chosen) {
      VolumeShare share = Objects.requireNonNull(sharing.volumes().get(name));
      json.add(
          Fields.of("volume", name)
              .and("exclusiveBytes", share.exclusiveBytes())
              .and("sharedBytes", share.sharedBytes())
              .and("referencedBytes", share.referencedBytes())
              .map());
      table.row(
          name,
          Sizes.show(share.exclusiveBytes()),
          Sizes.show(share.sharedBytes()),
          Sizes.show(share.referencedBytes()));
    }
    print(
        Fields.of("volumes", json).and("freedIfDeletedBytes", sharing.freedBytes()).map(),
        out -> {
          table.print(out);
          out.println();
          out.println("deleting these would free " + Sizes.show(sharing.freedBytes()));
        });
  }
}
