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
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a volume's mapped bytes to a {@link RangeSink}: all cores read, decompress and verify runs
 * of neighbouring extents ahead of the writing. Zeros are never touched.
 */
final class VolumeCopier {
  private static final int RUN_BYTES = 1 << 20;

  private final ContentStore store;
  private final Progress progress;

  VolumeCopier(ContentStore store, Progress progress) {
    this.store = store;
    this.progress = progress;
  }

  /** One run: where it lies in the volume, and its bytes, in the buffer of a worker. */
  private record Run(long offsetBytes, ByteBuffer bytes) {}

  private static final class Worker implements Closeable {
    final ChunkLoader loader;
    final ByteBuffer buffer = ByteBuffer.allocateDirect(RUN_BYTES);

    Worker(ContentReader content) {
      this.loader = new ChunkLoader(content);
    }

    @Override
    public void close() {
      loader.close();
    }
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
      long total = manifest.root().mappedBlocks() * geometry.blockBytes();
      progress.begin("writing", total);
      long[] written = {0};
      try (OrderedPipeline<Worker, Run> pipeline =
          new OrderedPipeline<>(
              OrderedPipeline.workersForAllCores(),
              () -> new Worker(store.newReader()),
              run -> {
                written[0] += run.bytes().limit();
                progress.advance(run.bytes().limit());
                if (sink instanceof StreamSink) {
                  sink.write(run.offsetBytes(), run.bytes());
                }
              })) {
        submitRuns(manifest, sink, pipeline);
        pipeline.finish();
      }
      if (sink instanceof StreamSink stream) {
        stream.zerosTo(geometry.virtualBytes());
      }
      return written[0];
    }
  }

  private static void submitRuns(
      ManifestReader manifest, RangeSink sink, OrderedPipeline<Worker, Run> pipeline)
      throws IOException {
    VolumeGeometry geometry = manifest.geometry();
    int runBlocks = RUN_BYTES / geometry.blockBytes();
    List<Extent> pending = new ArrayList<>();
    manifest.forEachExtent(
        extent -> {
          if (!pending.isEmpty()
              && (extent.startBlock() != pending.getLast().endBlock()
                  || extent.endBlock() - pending.getFirst().startBlock() > runBlocks)) {
            submit(List.copyOf(pending), geometry, sink, pipeline);
            pending.clear();
          }
          pending.add(extent);
        });
    if (!pending.isEmpty()) {
      submit(List.copyOf(pending), geometry, sink, pipeline);
    }
  }

  private static void submit(
      List<Extent> extents,
      VolumeGeometry geometry,
      RangeSink sink,
      OrderedPipeline<Worker, Run> pipeline)
      throws IOException {
    pipeline.submit(worker -> load(worker, extents, geometry, sink));
  }

  private static Run load(
      Worker worker, List<Extent> extents, VolumeGeometry geometry, RangeSink sink)
      throws IOException {
    // A stream is written later, in order, by another thread: the bytes need a buffer of their own.
    ByteBuffer bytes =
        sink instanceof FileSink ? worker.buffer.clear() : ByteBuffer.allocateDirect(RUN_BYTES);
    for (Extent extent : extents) {
      worker.loader.load(
          extent.chunk(),
          extent.chunkBytes(),
          extent.chunkOffsetBlocks() * geometry.blockBytes(),
          extent.blockCount() * geometry.blockBytes(),
          bytes);
    }
    bytes.flip();
    long offset = extents.getFirst().startBlock() * geometry.blockBytes();
    long end = Math.min(offset + bytes.limit(), geometry.virtualBytes());
    bytes.limit((int) (end - offset));
    Run run = new Run(offset, bytes.duplicate());
    if (sink instanceof FileSink) {
      sink.write(offset, bytes);
    }
    return run;
  }
}
