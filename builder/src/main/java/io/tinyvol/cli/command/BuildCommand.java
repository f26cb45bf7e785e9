package io.tinyvol.cli.command;

import io.tinyvol.builder.BuildRequest;
import io.tinyvol.builder.BuildResult;
import io.tinyvol.builder.TreeSource;
import io.tinyvol.builder.VolumeBuilder;
import io.tinyvol.builder.archive.ArchiveOptions;
import io.tinyvol.builder.archive.OciSource;
import io.tinyvol.builder.archive.TarSource;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.builder.cache.StoredFileCache;
import io.tinyvol.builder.folder.FolderTree;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.ExitCode;
import io.tinyvol.cli.Fields;
import io.tinyvol.cli.Sizes;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.oci.OciReference;
import io.tinyvol.oci.Platform;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a volume from a source. */
public final class BuildCommand extends StoreCommand {
  private final Argument<String> name;
  private final Argument<@Nullable Path> fromFolder;
  private final Argument<@Nullable Path> fromImage;
  private final Argument<@Nullable String> fromTar;
  private final Argument<@Nullable String> fromOci;
  private final Argument<@Nullable String> size;
  private final Argument<Boolean> replace;
  private final Argument<Map<String, String>> labels;
  private final TreeOptions treeOptions;

  /** Declares it. */
  public BuildCommand(Syntax syntax) {
    super(syntax);
    syntax.describe("Make a volume from a folder, a tar, an OCI image or a disk image.");
    name = syntax.parameter("NAME", "What to call the volume.");
    fromFolder =
        syntax.choice(
            Path.class,
            "--from-dir",
            "DIR",
            "A root file system as a folder: becomes an ext4 file system.");
    fromTar =
        syntax.choice(
            String.class,
            "--from-tar",
            "FILE|-",
            "The same as a tar, plain or compressed (gzip, zstd, xz), or - for standard input.");
    fromOci =
        syntax.choice(
            String.class,
            "--from-oci",
            "LAYOUT[:TAG]",
            "The same as an OCI image: a layout, or an archive as 'docker save' writes it.");
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
            "The volume's size. Default: a disk image's; else the content and a fifth.");
    replace = syntax.flag("Replace the volume if there is one of that name.", "--replace");
    labels = syntax.mapOption("--label", "K=V", "Note something on the volume; may be repeated.");
    treeOptions = new TreeOptions(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    treeOptions.checkFor(sourceKind());
    BuildRequest request =
        new BuildRequest(name.get(), replace.get(), new TreeMap<>(labels.get()), Optional.empty());
    try (VolumeStore store = openStore()) {
      BuildResult result = watched(progress -> build(store, request, progress));
      result.notes().forEach(this::note);
      report(result);
    }
    return ExitCode.DONE;
  }

  private SourceKind sourceKind() {
    if (fromImage.get() != null) {
      return SourceKind.IMAGE;
    }
    if (fromTar.get() != null) {
      return SourceKind.TAR;
    }
    return fromOci.get() != null ? SourceKind.OCI : SourceKind.FOLDER;
  }

  private BuildResult build(VolumeStore store, BuildRequest request, Progress progress)
      throws IOException {
    VolumeBuilder builder = new VolumeBuilder(store, InstantSource.system(), progress);
    String sizeText = size.get();
    OptionalLong sizeBytes =
        sizeText == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(sizeText));
    Path image = fromImage.get();
    if (image != null) {
      return builder.fromImage(request, image, sizeBytes);
    }
    FilesystemOptions filesystem = treeOptions.filesystem(sizeBytes);
    return builder.fromTree(request, treeOptions.owned(tree(store)), filesystem);
  }

  private TreeSource tree(VolumeStore store) throws IOException {
    Path folder = fromFolder.get();
    if (folder != null) {
      FileCache cache =
          treeOptions.useCache() && Files.isDirectory(folder)
              ? StoredFileCache.open(store.folder(), store.config(), folder, Instant.now())
              : FileCache.NONE;
      return new FolderTree(folder, treeOptions.folder(), cache);
    }
    ArchiveOptions options = treeOptions.archive();
    String tar = fromTar.get();
    return tar != null ? tar(tar, options) : image(options);
  }

  private TreeSource image(ArchiveOptions options) {
    OciReference image =
        OciReference.parse(Objects.requireNonNull(fromOci.get(), "the parser asks for a source"));
    Platform platform = treeOptions.platform();
    return (session, windowBytes, progress) ->
        OciSource.read(image, platform, options, session, windowBytes, progress);
  }

  private static TreeSource tar(String tar, ArchiveOptions options) {
    if (tar.equals("-")) {
      return (session, windowBytes, progress) ->
          TarSource.read(System.in, "standard input", options, session, windowBytes, progress);
    }
    return (session, windowBytes, progress) ->
        TarSource.read(Path.of(tar), options, session, windowBytes, progress);
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
