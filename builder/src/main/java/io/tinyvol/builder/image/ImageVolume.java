package io.tinyvol.builder.image;

import io.tinyvol.builder.SourceException;
import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** An image that has been looked at: how large its volume will be, and where it will be cut. */
public final class ImageVolume {
  private final SparseSource source;
  private final VolumeGeometry geometry;
  private final CutPlan plan;
  private final List<String> notes;

  private ImageVolume(
      SparseSource source, VolumeGeometry geometry, CutPlan plan, List<String> notes) {
    this.source = source;
    this.geometry = geometry;
    this.plan = plan;
    this.notes = List.copyOf(notes);
  }

  /**
   * Looks at an image.
   *
   * @param sizeBytes the volume's size, where it is not to be the image's
   * @param maxChunkBytes the longest chunk
   * @throws SourceException if the size is too small
   */
  public static ImageVolume plan(SparseSource source, OptionalLong sizeBytes, int maxChunkBytes)
      throws IOException {
    long size = sizeBytes.orElse(source.sizeBytes());
    if (size < source.sizeBytes()) {
      throw new SourceException(
          "size " + size + " is too small: the image needs " + source.sizeBytes() + " bytes");
    }
    FileCuts cuts = FileCuts.of(source, maxChunkBytes);
    VolumeGeometry geometry = new VolumeGeometry(size, cuts.blockBytes());
    return new ImageVolume(source, geometry, cuts.plan(), cuts.notes());
  }

  /** The volume's geometry. */
  public VolumeGeometry geometry() {
    return geometry;
  }

  /** What the user should know of how the image is cut. */
  public List<String> notes() {
    return notes;
  }

  /** Puts the image's chunks and its manifest into a session, and gives the manifest's root. */
  public Digest ingest(IngestSession session, Progress progress) throws IOException {
    return new ImageIngest(source, geometry, plan, session, progress).run();
  }
}
