package io.tinyvol.cli.command;

import io.tinyvol.cas.IngestStats;
import io.tinyvol.cli.Argument;
import io.tinyvol.cli.StoreCommand;
import io.tinyvol.cli.Syntax;
import io.tinyvol.oci.OciReference;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.service.BuildSource;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.BuiltVolume;
import io.tinyvol.service.ExitCode;
import io.tinyvol.service.Sizes;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.SourceKind;
import io.tinyvol.service.TreeSpec;
import io.tinyvol.service.VolumeService;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.service.json.BuildJson;
import io.tinyvol.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
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
            "The volume's size. Default: a disk image's; else the content and half as much"
                + " again.");
    replace = syntax.flag("Replace the volume if there is one of that name.", "--replace");
    labels = syntax.mapOption("--label", "K=V", "Note something on the volume; may be repeated.");
    treeOptions = new TreeOptions(syntax);
  }

  @Override
  protected ExitCode run() throws IOException {
    BuildSource source = source();
    TreeSpec tree = treeOptions.spec(source.kind());
    String sizeText = size.get();
    BuildSpec spec =
        new BuildSpec(
            VolumeNames.check(name.get()),
            replace.get(),
            new TreeMap<>(labels.get()),
            UUID.randomUUID(),
            source,
            sizeText == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(sizeText)),
            tree);
    try (VolumeService service = openService()) {
      BuiltVolume built = watched(progress -> service.build(spec, progress));
      built.notes().forEach(this::note);
      report(built);
    }
    return ExitCode.DONE;
  }

  private BuildSource source() {
    Path image = fromImage.get();
    if (image != null) {
      return new BuildSource(SourceKind.IMAGE, new SourceFile.Named(image), null);
    }
    String tar = fromTar.get();
    if (tar != null) {
      SourceFile file =
          tar.equals("-")
              ? new SourceFile.Open(Descriptor.standardInput(), "standard input")
              : new SourceFile.Named(Path.of(tar));
      return new BuildSource(SourceKind.TAR, file, null);
    }
    Path folder = fromFolder.get();
    if (folder != null) {
      return new BuildSource(SourceKind.DIR, new SourceFile.Named(folder), null);
    }
    OciReference reference =
        OciReference.parse(Objects.requireNonNull(fromOci.get(), "the parser asks for a source"));
    SourceFile file = new SourceFile.Named(reference.path());
    return new BuildSource(SourceKind.OCI, file, reference.tag());
  }

  private void report(BuiltVolume built) throws IOException {
    VolumeSummary volume = built.volume();
    IngestStats stats = built.stats();
    print(
        BuildJson.write(built),
        String.format(
            Locale.ROOT,
            "%s: %s, %s of it data; %s new, stored in %s; %d of %d chunks new; %.1f s",
            volume.name(),
            Sizes.show(volume.virtualBytes()),
            Sizes.show(built.dataBytes()),
            Sizes.show(stats.newBytes()),
            Sizes.show(stats.storedBytes()),
            stats.newChunks(),
            stats.chunks(),
            built.elapsedNanos() / 1e9));
  }
}
