package io.tinyvol.cli.command;

import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes volumes. */
@Command(description = "Remove volumes. Their content stays until garbage is collected.")
public final class RmCommand extends StoreCommand {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The volumes to remove.")
  private List<String> names = new ArrayList<>();

  @Override
  protected ExitCode run() throws IOException {
    names.forEach(VolumeNames::check);
    List<String> distinct = names.stream().distinct().toList();
    try (VolumeStore store = openStore()) {
      store.catalog().remove(distinct);
    }
    print(Fields.of("removed", distinct).map(), "removed " + String.join(", ", distinct));
    return ExitCode.DONE;
  }
}
