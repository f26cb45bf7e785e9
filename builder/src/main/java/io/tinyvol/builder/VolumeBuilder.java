package io.tinyvol.builder;

import io.tinyvol.builder.dir.TreeImage;
import io.tinyvol.builder.image.ImageSource;
import io.tinyvol.builder.image.ImageVolume;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Builds volumes and publishes them: first all content is made durable, then the head. A build that
 * fails, or is killed, leaves no volume, and at most content that nothing refers to.
 */
public final class VolumeBuilder {
  private final VolumeStore store;
  private final InstantSource clock;
  private final Progress progress;

  /** Builds into {@code store}; times of making are {@code clock}'s. */
  public VolumeBuilder(VolumeStore store, InstantSource clock, Progress progress) {
    this.store = store;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Builds a volume from a disk image or a block device, byte for byte.
   *
   * @throws VolumeExistsException if the name is taken and may not be replaced
   * @throws SourceException if the image cannot be used, or the size asked for is too small
   */
  public BuildResult fromImage(BuildRequest request, Path image) throws IOException {
    long started = System.nanoTime();
    checkName(request);
    try (ImageSource source = ImageSource.open(image)) {
      return build(request, source, request.sizeBytes(), started);
    }
  }

  /**
   * Builds a volume with an ext4 file system from a folder.
   *
   * @throws VolumeExistsException if the name is taken and may not be replaced
   * @throws SourceException if the folder cannot be used, or the size asked for is too small
   */
  public BuildResult fromFolder(BuildRequest request, Path folder) throws IOException {
    long started = System.nanoTime();
    checkName(request);
    Path image = store.folder().temporary().resolve(request.name() + ".ext4");
    try {
      TreeImage.make(folder, image, request.sizeBytes());
      try (ImageSource source = ImageSource.open(image)) {
        return build(request, source, OptionalLong.empty(), started);
      }
    } finally {
      Files.deleteIfExists(image);
    }
  }

  private void checkName(BuildRequest request) throws IOException {
    if (store.catalog().contains(request.name()) && !request.replace()) {
      throw new VolumeExistsException(request.name());
    }
  }

  private BuildResult build(
      BuildRequest request, ImageSource image, OptionalLong sizeBytes, long started)
      throws IOException {
    ImageVolume volume = ImageVolume.plan(image, sizeBytes, store.config().maxChunkBytes());
    Digest root;
    IngestStats stats;
    try (IngestSession session = store.writableContent().newSession()) {
      root = volume.ingest(session, progress);
      image.checkUnchanged();
      session.commit();
      stats = session.stats();
    }
    VolumeHead head = publish(request, volume.geometry(), root);
    long dataBytes = dataBytes(root);
    return new BuildResult(head, dataBytes, stats, volume.notes(), System.nanoTime() - started);
  }

  private VolumeHead publish(BuildRequest request, VolumeGeometry geometry, Digest root)
      throws IOException {
    VolumeCatalog catalog = store.catalog();
    if (!catalog.contains(request.name())) {
      VolumeHead head = VolumeHead.first(clock.instant(), geometry, root, request.labels());
      catalog.add(request.name(), head);
      return head;
    }
    VolumeHead head =
        catalog.get(request.name()).replaced(clock.instant(), geometry, root, request.labels());
    catalog.put(request.name(), head);
    return head;
  }

  private long dataBytes(Digest root) throws IOException {
    try (ContentReader reader = store.writableContent().newReader()) {
      return new ManifestReader(reader, root).root().mappedBytes();
    }
  }
}
