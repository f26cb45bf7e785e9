package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.VolumeJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Changes what is noted on a volume. */
public final class LabelCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<List<String>> changes;

  /** Declares it. */
  public LabelCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Set labels of a volume (K=V) or take them away (K-), and show those it has.");
    name = syntax.parameter("NAME", "The volume.");
    changes = syntax.parameters(1, "K=V|K-", "What to change.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    SortedMap<String, Optional<String>> parsed = new TreeMap<>();
    changes.get().forEach(text -> parse(text, parsed));
    try (VolumeService service = openService()) {
      VolumeSummary changed = service.label(volume, parsed);
      print(VolumeJson.write(changed).map(), volume + ": " + LabelText.of(changed.labels()));
    }
    return ExitCode.DONE;
  }

  private static void parse(String text, SortedMap<String, Optional<String>> parsed) {
    int equals = text.indexOf('=');
    if (equals > 0) {
      parsed.put(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
    } else if (equals < 0 && text.length() > 1 && text.endsWith("-")) {
      parsed.put(text.substring(0, text.length() - 1), Optional.empty());
    } else {
      throw new IllegalArgumentException("not a change of labels: '" + text + "' (K=V, or K-)");
    }
  }
}
