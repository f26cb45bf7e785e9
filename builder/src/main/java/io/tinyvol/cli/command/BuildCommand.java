package io.tinyvol.cli.command;

import io.tinyvol.builder.BuildRequest;
import io.tinyvol.builder.BuildResult;
import io.tinyvol.builder.VolumeBuilder;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a volume from a source. */
@Command(description = "Make a volume from a folder or an image.")
public final class BuildCommand extends StoreCommand {
  @Parameters(paramLabel = "NAME", description = "What to call the volume.")
  private String volume = "";

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  /** Exactly one of these. */
  private static final class Source {
    @Option(
        names = "--from-dir",
        paramLabel = "DIR",
        description = "A root file system as a folder: becomes an ext4 file system.")
    private @Nullable Path folder;

    @Option(
        names = "--from-image",
        paramLabel = "FILE",
        description = "A disk image or device, byte for byte; ext4 is cut along its files.")
    private @Nullable Path image;
  }

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "The volume's size. Default: the image's; a folder's content and a fifth.")
  private @Nullable String size;

  @Option(names = "--replace", description = "Replace the volume if there is one of that name.")
  private boolean replace;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "Note something on the volume; may be repeated.")
  private Map<String, String> labels = new TreeMap<>();

  @Override
  protected ExitCode run() throws IOException {
    OptionalLong sizeBytes =
        size == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(size));
    BuildRequest request =
        new BuildRequest(VolumeNames.check(volume), replace, sizeBytes, new TreeMap<>(labels));
    try (VolumeStore store = openStore()) {
      BuildResult result = watched(progress -> build(store, request, progress));
      result.notes().forEach(this::note);
      report(result);
    }
    return ExitCode.DONE;
  }

  private BuildResult build(VolumeStore store, BuildRequest request, Progress progress)
      throws IOException {
    VolumeBuilder builder = new VolumeBuilder(store, InstantSource.system(), progress);
    if (source.image != null) {
      return builder.fromImage(request, source.image);
    }
    if (source.folder != null) {
      return builder.fromFolder(request, source.folder);
    }
    throw new IllegalStateException("the parser asks for a source");
  }

  private void report(BuildResult result) throws IOException {
    VolumeHead head = result.head();
    IngestStats stats = result.stats();
    print(
        Fields.of("volume", volume)
            .and("root", head.root().toString())
            .and("virtualBytes", head.geometry().virtualBytes())
            .and("dataBytes", result.dataBytes())
            .and("newBytes", stats.newBytes())
            .and("storedBytes", stats.storedBytes())
            .and("chunks", stats.chunks())
            .and("newChunks", stats.newChunks())
            .andSeconds("seconds", result.elapsedNanos())
            .map(),
        String.format(
            Locale.ROOT,
            "%s: %s, %s of it data; %s new, stored in %s; %d of %d chunks new; %.1f s",
            volume,
            Sizes.show(head.geometry().virtualBytes()),
            Sizes.show(result.dataBytes()),
            Sizes.show(stats.newBytes()),
            Sizes.show(stats.storedBytes()),
            stats.newChunks(),
            stats.chunks(),
            result.elapsedNanos() / 1e9));
  }
}
