package io.tinyvol.blockdev;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ChunkLoader;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Copies a volume's mapped bytes to a {@link RangeSink}: all cores read, decompress and verify runs
 * of neighbouring extents ahead of one thread that writes them in order. (Several that wrote to one
 * file would only wait for each other on its inode.) Zeros are never touched.
 */
final class VolumeCopier {
  private static final int RUN_BYTES = 1 << 20;

  private final ContentStore store;
  private final Progress progress;

  /** As many as there are runs under way; a run's buffer comes back when it is written. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  VolumeCopier(ContentStore store, Progress progress) {
    this.store = store;
    this.progress = progress;
  }

  /** One run: where it lies in the volume, and its bytes. */
  private record Run(long offsetBytes, ByteBuffer bytes) {}

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
      long[] written = {0};
      try (OrderedPipeline<ChunkLoader, Run> pipeline =
          new OrderedPipeline<>(
              OrderedPipeline.workersForAllCores(),
              () -> new ChunkLoader(store.newReader()),
              run -> written[0] += write(run, sink))) {
        submitRuns(manifest, pipeline);
        pipeline.finish();
      }
      sink.finish(geometry.virtualBytes());
      return written[0];
    }
  }

  private int write(Run run, RangeSink sink) throws IOException {
    int length = run.bytes().remaining();
    sink.write(run.offsetBytes(), run.bytes());
    buffers.add(run.bytes());
    progress.advance(length);
    return length;
  }

  private void submitRuns(ManifestReader manifest, OrderedPipeline<ChunkLoader, Run> pipeline)
      throws IOException {
    VolumeGeometry geometry = manifest.geometry();
    int runBlocks = RUN_BYTES / geometry.blockBytes();
    List<Extent> pending = new ArrayList<>();
    manifest.forEachExtent(
        extent -> {
          if (!pending.isEmpty()
              && (extent.startBlock() != pending.getLast().endBlock()
                  || extent.endBlock() - pending.getFirst().startBlock() > runBlocks)) {
            submit(List.copyOf(pending), geometry, pipeline);
            pending.clear();
          }
          pending.add(extent);
        });
    if (!pending.isEmpty()) {
      submit(List.copyOf(pending), geometry, pipeline);
    }
  }

  private void submit(
      List<Extent> extents, VolumeGeometry geometry, OrderedPipeline<ChunkLoader, Run> pipeline)
      throws IOException {
    pipeline.submit(loader -> load(loader, extents, geometry));
  }

  private Run load(ChunkLoader loader, List<Extent> extents, VolumeGeometry geometry)
      throws IOException {
    ByteBuffer reused = buffers.poll();
    ByteBuffer bytes = reused == null ? DirectIo.allocate(RUN_BYTES) : reused.clear();
    int blockBytes = geometry.blockBytes();
    for (Extent extent : extents) {
      loader.load(
          extent.chunk(),
          extent.chunkBytes(),
          extent.chunkOffsetBlocks() * blockBytes,
          extent.blockCount() * blockBytes,
          bytes);
    }
    bytes.flip();
    long offset = extents.getFirst().startBlock() * blockBytes;
    // The last block may reach over the end of the volume.
    long end = Math.min(offset + bytes.limit(), geometry.virtualBytes());
    return new Run(offset, bytes.limit((int) (end - offset)));
  }
}
