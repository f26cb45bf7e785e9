package io.tinyvol.cli.command;

import io.tinyvol.builder.BuildRequest;
import io.tinyvol.builder.BuildResult;
import io.tinyvol.builder.VolumeBuilder;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
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

/** Makes a volume from a source. */
public final class BuildCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable Path> fromFolder;
  private final Argument<@Nullable Path> fromImage;
  private final Argument<@Nullable String> size;
  private final Argument<Boolean> replace;
  private final Argument<Map<String, String>> labels;

  /** Declares it. */
  public BuildCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Make a volume from a folder or an image.");
    name = syntax.parameter("NAME", "What to call the volume.");
    fromFolder =
        syntax.choice(
            Path.class,
            "--from-dir",
            "DIR",
            "A root file system as a folder: becomes an ext4 file system.");
    fromImage =
        syntax.choice(
            Path.class,
            "--from-image",
            "FILE",
            "A disk image or device, byte for byte; ext4 is cut along its files.");
    size =
        syntax.option(
            String.class,
            "--size",
            "SIZE",
            "The volume's size. Default: the image's; a folder's content and a fifth.");
    replace = syntax.flag("Replace the volume if there is one of that name.", "--replace");
    labels = syntax.mapOption("--label", "K=V", "Note something on the volume; may be repeated.");
  }

  @Override
  protected ExitCode run() throws IOException {
    String sizeText = size.get();
    OptionalLong sizeBytes =
        sizeText == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(sizeText));
    BuildRequest request =
        new BuildRequest(
            VolumeNames.check(name.get()), replace.get(), sizeBytes, new TreeMap<>(labels.get()));
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
    Path image = fromImage.get();
    if (image != null) {
      return builder.fromImage(request, image);
    }
    Path folder = fromFolder.get();
    if (folder != null) {
      return builder.fromFolder(request, folder);
    }
    throw new IllegalStateException("the parser asks for a source");
  }

  private void report(BuildResult result) throws IOException {
    String volume = name.get();
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
