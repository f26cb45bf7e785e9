package io.tinyvol.cli.command;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a volume where a VM can boot from it. */
@Command(description = "Put a volume onto a file, durable and ready for boot.")
public final class MaterializeCommand extends StoreCommand {
  private static final String FILE = "file:";

  @Parameters(paramLabel = "NAME", description = "The volume.")
  private String volume = "";

  @Option(
      names = "--to",
      paramLabel = "file:PATH",
      required = true,
      description = "Where to: a raw file, sparse where the volume is zeros.")
  private String target = "";

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  @Override
  protected ExitCode run() throws IOException {
    VolumeNames.check(volume);
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
                  new VolumeExport(store.content(), progress).materialize(head, path, force));
      print(
          Fields.of("volume", volume)
              .and("target", target)
              .and("virtualBytes", head.geometry().virtualBytes())
              .and("writtenBytes", written)
              .andSeconds("seconds", System.nanoTime() - started)
              .map(),
          volume + ": " + Sizes.show(written) + " written to " + path);
    }
    return ExitCode.DONE;
  }
}
