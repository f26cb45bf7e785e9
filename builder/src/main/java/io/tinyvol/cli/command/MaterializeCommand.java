package io.tinyvol.cli.command;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;

/** Puts a volume where a VM can boot from it. */
public final class MaterializeCommand extends StoreCommand {
  private static final String FILE = "file:";

  private final Argument<String> name;
  private final Argument<String> to;
  private final Argument<Boolean> force;

  /** Declares it. */
  public MaterializeCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Put a volume onto a file, durable and ready for boot.");
    name = syntax.parameter("NAME", "The volume.");
    to =
        syntax.requiredOption(
            "--to", "file:PATH", "Where to: a raw file, sparse where the volume is zeros.");
    force = syntax.flag("Replace a file that is there.", "--force");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    String target = to.get();
    if (!target.startsWith(FILE) || target.length() == FILE.length()) {
      throw new IllegalArgumentException("no such target: " + target + " (file:PATH)");
    }
    Path path = Path.of(target.substring(FILE.length()));
    long started = System.nanoTime();
    try (VolumeStore store = openStore()) {
      VolumeHead head = store.catalog().get(volume);
      long written =
          watched(
              progress ->
                  new VolumeExport(store.content(), progress).materialize(head, path, force.get()));
      print(
          new WrittenVolume(volume, target, head, written, started).fields(),
          volume + ": " + Sizes.show(written) + " written to " + path);
    }
    return ExitCode.DONE;
  }
}
