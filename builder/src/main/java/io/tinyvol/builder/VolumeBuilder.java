package io.tinyvol.builder;

import io.tinyvol.builder.filesystem.FilesystemVolume;
import io.tinyvol.builder.image.ImageSource;
import io.tinyvol.builder.image.ImageVolume;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.IngestStats;
import io.tinyvol.ext4.layout.Ext4LayoutException;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.write.Ext4Writer;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.tree.Folder;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeExistsException;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeCatalog;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

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
   * @param sizeBytes the size a guest sees, where the image's own is not wanted
   * @throws VolumeExistsException if the name is taken and may not be replaced
   * @throws io.tinyvol.volume.VolumeInUseException if what would be replaced is used as a device
   * @throws SourceException if the image cannot be used, or the size asked for is too small
   */
  public BuildResult fromImage(BuildRequest request, FilePlace image, OptionalLong sizeBytes)
      throws IOException {
    checkName(request);
    long started = System.nanoTime();
    try (ImageSource source = ImageSource.open(image);
        IngestSession session = store.writableContent().newSession("build " + request.name())) {
      ImageVolume volume = ImageVolume.plan(source, sizeBytes, store.config().maxChunkBytes());
      Digest root = volume.ingest(session, progress);
      source.checkUnchanged();
      session.commit();
      return publish(request, volume.geometry(), root, session.stats(), volume.notes(), started);
    }
  }

  /**
   * Builds a volume that is an ext4 file system with a tree of files in it.
   *
   * @throws VolumeExistsException if the name is taken and may not be replaced
   * @throws SourceException if the source cannot be used, or does not fit into such a file system
   */
  public BuildResult fromTree(BuildRequest request, TreeSource source, FilesystemOptions options)
      throws IOException {
    checkName(request);
    long started = System.nanoTime();
    try (IngestSession session = store.writableContent().newSession("build " + request.name())) {
      Folder tree = source.read(session, store.config().maxChunkBytes(), progress);
      Ext4Writer filesystem = layOut(tree, options);
      Digest root = FilesystemVolume.put(filesystem, session);
      session.commit();
      VolumeGeometry geometry = FilesystemVolume.geometry(filesystem);
      List<String> notes = new ArrayList<>();
      BuildResult result = publish(request, geometry, root, session.stats(), notes, started);
      // The volume is there now, whatever becomes of the rest.
      try {
        source.published();
      } catch (IOException e) {
        notes.add("the next build will read everything again: " + e.getMessage());
      }
      return result.withNotes(notes);
    }
  }

  private static Ext4Writer layOut(Folder tree, FilesystemOptions options) throws IOException {
    try {
      return Ext4Writer.plan(tree, options);
    } catch (Ext4LayoutException e) {
      throw new SourceException(e);
    }
  }

  private void checkName(BuildRequest request) throws IOException {
    VolumeCatalog catalog = store.catalog();
    if (request.replace() || !catalog.contains(request.name())) {
      catalog.checkUnused(request.name());
      return;
    }
    // Said before anything is read; whether it still holds is looked at when it is published.
    if (request.uuid().isEmpty()
        || catalog.find(request.name()).filter(head -> isOf(request, head)).isEmpty()) {
      throw new VolumeExistsException(request.name());
    }
  }

  /** Whether an earlier try of the same request built the volume. */
  private static boolean isOf(BuildRequest request, VolumeHead head) {
    return request.uuid().equals(Optional.of(head.uuid()));
  }

  private BuildResult publish(
      BuildRequest request,
      VolumeGeometry geometry,
      Digest root,
      IngestStats stats,
      List<String> notes,
      long started)
      throws IOException {
    VolumeHead head = publish(request, geometry, root);
    long elapsed = System.nanoTime() - started;
    return new BuildResult(head, dataBytes(root), stats, notes, elapsed);
  }

  private VolumeHead publish(BuildRequest request, VolumeGeometry geometry, Digest root)
      throws IOException {
    UUID uuid = request.uuid().orElseGet(UUID::randomUUID);
    VolumeHead head = VolumeHead.first(uuid, clock.instant(), geometry, root, request.labels());
    return store.catalog().publish(request.name(), head, request.replace());
  }

  private long dataBytes(Digest root) throws IOException {
    try (ContentReader reader = store.writableContent().newReader()) {
      return new ManifestReader(reader, root).root().mappedBytes();
    }
  }
}
