package io.tinyvol.cli.command;

import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.VolumeNames;
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
    try (VolumeService service = openService()) {
      FileExport export = new FileExport(service, volume, path);
      WrittenVolume written = watched(progress -> export.write(force.get(), true, progress));
      print(
          WrittenFields.of(volume, target, written, started),
          volume + ": " + Sizes.show(written.writtenBytes()) + " written to " + path);
    }
    return ExitCode.DONE;
  }
}
