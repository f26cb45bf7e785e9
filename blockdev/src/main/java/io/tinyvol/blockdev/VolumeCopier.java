package io.tinyvol.blockdev;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ChunkLoader;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a volume's mapped bytes to a {@link RangeSink}: all cores read, decompress and verify
 * batches of extents ahead of one thread that writes them in order. (Several that wrote to one file
 * would only wait for each other on its inode.) Zeros are never touched.
 */
final class VolumeCopier {
  private final ContentStore store;
  private final Progress progress;

  VolumeCopier(ContentStore store, Progress progress) {
    this.store = store;
    this.progress = progress;
  }

  /**
   * Copies everything.
   *
   * @return the bytes written
   */
  long copy(Digest root, RangeSink sink) throws IOException {
    try (ContentReader nodes = store.newReader()) {
      ManifestReader manifest = new ManifestReader(nodes, root);
      VolumeGeometry geometry = manifest.geometry();
      progress.begin("writing", manifest.root().mappedBytes());
      RunWriter writer = new RunWriter(sink, progress);
      try (OrderedPipeline<ChunkLoader, RunWriter.Batch> pipeline =
          new OrderedPipeline<>(
              OrderedPipeline.workersForAllCores(),
              () -> new ChunkLoader(store.newReader()),
              writer)) {
        Batches batches = new Batches(geometry, writer, pipeline);
        manifest.forEachExtent(batches::add);
        batches.submit();
        pipeline.finish();
      }
      return writer.finish(geometry.virtualBytes());
    }
  }

  /** Collects extents into batches, and has these loaded. */
  private static final class Batches {
    private final VolumeGeometry geometry;
    private final RunWriter writer;
    private final OrderedPipeline<ChunkLoader, RunWriter.Batch> pipeline;
    private final List<Extent> pending = new ArrayList<>();
    private int pendingBytes;

    Batches(
        VolumeGeometry geometry,
        RunWriter writer,
        OrderedPipeline<ChunkLoader, RunWriter.Batch> pipeline) {
      this.geometry = geometry;
      this.writer = writer;
      this.pipeline = pipeline;
    }

    void add(Extent extent) throws IOException {
      int length = extent.blockCount() * geometry.blockBytes();
      boolean goesOn = !pending.isEmpty() && pending.getLast().endBlock() == extent.startBlock();
      int start = goesOn ? pendingBytes : RunWriter.behind(pendingBytes);
      if (start + length > RunWriter.BATCH_BYTES) {
        submit();
        start = 0;
      }
      pending.add(extent);
      pendingBytes = start + length;
    }

    void submit() throws IOException {
      if (!pending.isEmpty()) {
        List<Extent> extents = List.copyOf(pending);
        pipeline.submit(loader -> load(loader, extents, geometry, writer.takeBuffer()));
        pending.clear();
        pendingBytes = 0;
      }
    }
  }

  private static RunWriter.Batch load(
      ChunkLoader loader, List<Extent> extents, VolumeGeometry geometry, ByteBuffer bytes)
      throws IOException {
    long blockBytes = geometry.blockBytes();
    List<ByteRange> runs = new ArrayList<>();
    long start = extents.getFirst().startBlock();
    long end = start;
    for (Extent extent : extents) {
      if (extent.startBlock() != end) {
        runs.add(new ByteRange(start * blockBytes, end * blockBytes));
        start = extent.startBlock();
        bytes.position(RunWriter.behind(bytes.position()));
      }
      end = extent.endBlock();
      loader.load(
          extent.chunk(),
          extent.chunkBytes(),
          extent.chunkOffsetBlocks() * geometry.blockBytes(),
          extent.blockCount() * geometry.blockBytes(),
          bytes);
    }
    // The last block may reach over the end of the volume.
    long endBytes = Math.min(end * blockBytes, geometry.virtualBytes());
    runs.add(new ByteRange(start * blockBytes, endBytes));
    int beyond = (int) (end * blockBytes - endBytes);
    return new RunWriter.Batch(runs, bytes.flip().limit(bytes.limit() - beyond));
  }
}
