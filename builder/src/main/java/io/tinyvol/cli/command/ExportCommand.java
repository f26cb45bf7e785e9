package io.tinyvol.cli.command;

import io.tinyvol.builder.SourceException;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeTarget;
import io.tinyvol.service.WrittenVolume;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a volume's bytes to a file or to standard output. */
public final class ExportCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<String> to;

  /** Declares it. */
  public ExportCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Write a volume's bytes to a file (sparse) or, as -, to standard output.");
    name = syntax.parameter("NAME", "The volume.");
    to =
        syntax.parameter(
            "FILE|-", "Where to; a file that is there is replaced when the export is whole.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String volume = VolumeNames.check(name.get());
    String target = to.get();
    long started = System.nanoTime();
    try (VolumeService service = openService()) {
      if (isStream(target)) {
        // It may be our standard output: nothing else must get into it.
        stream(service, volume, target);
      } else {
        FileExport export = new FileExport(service, volume, Path.of(target));
        WrittenVolume written = watched(progress -> export.write(true, false, false, progress));
        print(
            WrittenFields.of(volume, target, written, started),
            volume + ": wrote " + Sizes.show(written.writtenBytes()) + " to " + target);
      }
    }
    return ExitCode.DONE;
  }

  private static boolean isStream(String target) {
    Path path = Path.of(target);
    return target.equals("-") || (Files.exists(path) && !Files.isRegularFile(path));
  }

  private void stream(VolumeService service, String volume, String target) throws IOException {
    try (Descriptor stream = openStream(target)) {
      VolumeTarget to = VolumeTarget.of(stream, VolumeTarget.Form.STREAM, false);
      watched(progress -> service.write(volume, to, progress));
    }
  }

  private static Descriptor openStream(String target) throws IOException {
    if (target.equals("-")) {
      return Descriptor.standardOutput();
    }
    Path path = Path.of(target);
    if (Files.isDirectory(path)) {
      throw new SourceException(target + ": is a folder; name a file");
    }
    if (Files.readAttributes(path, "unix:mode").get("mode") instanceof Integer mode
        && (mode & 0xf000) == 0x6000) {
      throw new SourceException(target + ": is a block device; an export goes to files");
    }
    return Descriptor.openForWriting(path);
  }
}
