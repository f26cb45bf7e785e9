package io.tinyvol.cli.command;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.builder.SourceException;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
    try (VolumeStore store = openStore()) {
      VolumeHead head = store.catalog().get(volume);
      long written =
          watched(progress -> export(new VolumeExport(store.content(), progress), head, target));
      // A stream may be our standard output: nothing else must get into it.
      if (!isStream(target)) {
        print(
            new WrittenVolume(volume, target, head, written, started).fields(),
            volume + ": wrote " + Sizes.show(written) + " to " + target);
      }
    }
    return ExitCode.DONE;
  }

  @SuppressWarnings("resource") // standard output is not ours to close
  private static long export(VolumeExport export, VolumeHead head, String target)
      throws IOException {
    if (target.equals("-")) {
      return export.toStream(head, new FileOutputStream(FileDescriptor.out).getChannel());
    }
    Path path = Path.of(target);
    if (Files.isDirectory(path)) {
      throw new SourceException(target + ": is a folder; name a file");
    }
    if (!isStream(target)) {
      return export.toFile(head, path);
    }
    if (Files.readAttributes(path, "unix:mode").get("mode") instanceof Integer mode
        && (mode & 0xf000) == 0x6000) {
      throw new SourceException(target + ": is a block device; an export goes to files");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      return export.toStream(head, channel);
    }
  }

  private static boolean isStream(String target) {
    Path path = Path.of(target);
    return target.equals("-") || (Files.exists(path) && !Files.isRegularFile(path));
  }
}
