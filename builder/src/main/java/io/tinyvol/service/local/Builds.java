package io.tinyvol.service.local;

import io.tinyvol.builder.BuildRequest;
import io.tinyvol.builder.BuildResult;
import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.TreeSource;
import io.tinyvol.builder.VolumeBuilder;
import io.tinyvol.builder.archive.ArchiveOptions;
import io.tinyvol.builder.archive.OciSource;
import io.tinyvol.builder.archive.TarSource;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.builder.cache.StoredFileCache;
import io.tinyvol.builder.folder.FolderTree;
import io.tinyvol.oci.Platform;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.service.BuildSource;
import io.tinyvol.service.BuildSpec;
import io.tinyvol.service.BuiltVolume;
import io.tinyvol.service.SourceFile;
import io.tinyvol.service.SourceKind;
import io.tinyvol.service.VolumeSummary;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeNames;
import io.tinyvol.volume.VolumeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Builds volumes as specs ask for. */
final class Builds {
  private final VolumeStore store;
  private final InstantSource clock;

  Builds(VolumeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  BuiltVolume build(BuildSpec spec, Progress progress) throws IOException {
    List<String> wrong = spec.tree().meaninglessFor(spec.source().kind());
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", wrong) + ": not for " + spec.source().kind().label());
    }
    BuildRequest request =
        new BuildRequest(
            VolumeNames.check(spec.name()),
            spec.replace(),
            spec.labels(),
            Optional.of(spec.uuid()));
    VolumeBuilder builder = new VolumeBuilder(store, clock, progress);
    BuildResult result = build(builder, request, spec);
    return new BuiltVolume(
        VolumeSummary.of(spec.name(), result.head()),
        result.dataBytes(),
        result.stats(),
        result.notes(),
        result.elapsedNanos());
  }

  private BuildResult build(VolumeBuilder builder, BuildRequest request, BuildSpec spec)
      throws IOException {
    if (spec.source().kind() == SourceKind.IMAGE) {
      return builder.fromImage(request, place(spec.source().file()), spec.sizeBytes());
    }
    TreeSettings settings = new TreeSettings(spec.tree());
    TreeSource tree = settings.owned(tree(spec.source(), settings));
    return builder.fromTree(request, tree, settings.filesystem(spec.sizeBytes()));
  }

  private TreeSource tree(BuildSource source, TreeSettings settings) throws IOException {
    return switch (source.kind()) {
      case DIR -> folder(place(source.file()), settings);
      case TAR -> tar(source.file(), settings.archive());
      case OCI -> image(source, settings);
      case IMAGE -> throw new IllegalArgumentException("an image is no tree");
    };
  }

  private TreeSource folder(FilePlace folder, TreeSettings settings) throws IOException {
    FileCache cache =
        settings.useCache() && Files.isDirectory(folder.path())
            ? StoredFileCache.open(store.folder(), store.config(), folder.path(), clock.instant())
            : FileCache.NONE;
    return new FolderTree(folder, settings.folder(), cache);
  }

  private static TreeSource image(BuildSource source, TreeSettings settings) throws IOException {
    FilePlace place = place(source.file());
    ArchiveOptions options = settings.archive();
    Platform platform = settings.platform();
    return (session, windowBytes, progress) ->
        OciSource.read(place, source.tag(), platform, options, session, windowBytes, progress);
  }

  private static TreeSource tar(SourceFile file, ArchiveOptions options) throws IOException {
    if (file instanceof SourceFile.Streamed streamed) {
      return (session, windowBytes, progress) ->
          TarSource.read(streamed.in(), file.name(), options, session, windowBytes, progress);
    }
    FilePlace place = place(file);
    return (session, windowBytes, progress) ->
        TarSource.read(place, options, session, windowBytes, progress);
  }

  private static FilePlace place(SourceFile file) throws IOException {
    return switch (file) {
      case SourceFile.Named named -> FilePlace.of(named.path());
      case SourceFile.Open open -> FilePlace.of(open.descriptor(), open.name());
      case SourceFile.Streamed streamed ->
          throw new SourceException(streamed.name() + ": only a tar can be read from a stream");
    };
  }
}
