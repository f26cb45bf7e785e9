package io.tinyvol.builder.image;

import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.builder.cut.Gather;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts an image into a session, cut as a {@link CutPlan} says. Every worker reads, hashes,
 * compresses and stores whole stretches on its own, so that all of that overlaps on all cores; only
 * the manifest is built in one place. Holes are never read.
 *
 * <p>First the gathers, whose extents are few and are kept; then the image in order.
 */
final class ImageIngest {
  private static final int STRETCH_BYTES = 1 << 20;
  private static final int GATHERS_A_TASK = 16;

  private final SparseSource source;
  private final VolumeGeometry geometry;
  private final CutPlan plan;
  private final IngestSession session;
  private final Progress progress;
  private final List<Extent> gathered = new ArrayList<>();
  private int nextGathered;
  private long reportedBytes;

  ImageIngest(
      SparseSource source,
      VolumeGeometry geometry,
      CutPlan plan,
      IngestSession session,
      Progress progress) {
    this.source = source;
    this.geometry = geometry;
    this.plan = plan;
    this.session = session;
    this.progress = progress;
  }

  /** What a task found, and how far in the image it came. */
  private record Found(List<Extent> extents, long endBlock) {}

  /** Puts everything and gives the manifest's root. */
  Digest run() throws IOException {
    progress.begin("reading", source.sizeBytes());
    Digest root;
    try (ContentWriter nodes = session.newWriter()) {
      ManifestWriter manifest = new ManifestWriter(geometry, nodes);
      gather();
      try (OrderedPipeline<ImageWorker, Found> pipeline =
          pipeline(found -> addInOrder(found, manifest))) {
        submitStretches(pipeline);
        pipeline.finish();
      }
      addGatheredBefore(Long.MAX_VALUE, manifest);
      root = manifest.finish();
    }
    return root;
  }

  private OrderedPipeline<ImageWorker, Found> pipeline(OrderedPipeline.Results<Found> results)
      throws IOException {
    int windowBytes = plan.windowBlocks() * geometry.blockBytes();
    return new OrderedPipeline<>(
        OrderedPipeline.workersForAllCores(),
        () ->
            new ImageWorker(
                source, geometry, plan, session.newWriter(), STRETCH_BYTES + windowBytes),
        results);
  }

  private void gather() throws IOException {
    List<Gather> gathers = plan.gathers();
    if (gathers.isEmpty()) {
      return;
    }
    try (OrderedPipeline<ImageWorker, Found> pipeline =
        pipeline(found -> gathered.addAll(found.extents()))) {
      for (int i = 0; i < gathers.size(); i += GATHERS_A_TASK) {
        List<Gather> part = gathers.subList(i, Math.min(i + GATHERS_A_TASK, gathers.size()));
        pipeline.submit(
            worker -> {
              List<Extent> extents = new ArrayList<>();
              for (Gather gather : part) {
                worker.gather(gather, extents);
              }
              return new Found(extents, 0);
            });
      }
      pipeline.finish();
    }
    gathered.sort(Comparator.comparingLong(Extent::startBlock));
  }

  private void submitStretches(OrderedPipeline<ImageWorker, Found> pipeline) throws IOException {
    int blockBytes = geometry.blockBytes();
    long size = source.sizeBytes();
    long done = 0;
    for (long data = source.nextData(0); data < size; ) {
      long hole = source.nextHole(data);
      long end = Math.ceilDiv(hole, (long) blockBytes);
      // A block that the stretch before ended in has been read whole.
      for (long start = Math.max(done, data / blockBytes); start < end; ) {
        long from = start;
        long to = Math.min(end, plan.cutAtOrAfter(start + STRETCH_BYTES / blockBytes));
        pipeline.submit(
            worker -> {
              List<Extent> extents = new ArrayList<>();
              worker.stretch(from, to, extents);
              return new Found(extents, to);
            });
        start = to;
      }
      done = end;
      data = hole < size ? source.nextData(hole) : size;
    }
  }

  private void addInOrder(Found found, ManifestWriter manifest) throws IOException {
    for (Extent extent : found.extents()) {
      addGatheredBefore(extent.startBlock(), manifest);
      manifest.add(extent);
    }
    long doneBytes = Math.min(found.endBlock() * geometry.blockBytes(), source.sizeBytes());
    progress.advance(doneBytes - reportedBytes);
    reportedBytes = doneBytes;
  }

  private void addGatheredBefore(long block, ManifestWriter manifest) throws IOException {
    while (nextGathered < gathered.size() && gathered.get(nextGathered).startBlock() < block) {
      manifest.add(gathered.get(nextGathered++));
    }
  }
}
