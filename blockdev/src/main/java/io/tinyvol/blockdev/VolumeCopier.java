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
 * Copies a volume's mapped bytes to a {@link RangeSink}: all cores read, decompress and verify runs
 * of neighbouring extents ahead of one thread that writes them in order. (Several that wrote to one
 * file would only wait for each other on its inode.) Zeros are never touched.
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
      try (OrderedPipeline<ChunkLoader, RunWriter.Run> pipeline =
          new OrderedPipeline<>(
              OrderedPipeline.workersForAllCores(),
              () -> new ChunkLoader(store.newReader()),
              writer)) {
        submitRuns(manifest, writer, pipeline);
        pipeline.finish();
      }
      return writer.finish(geometry.virtualBytes());
    }
  }

  private void submitRuns(
      ManifestReader manifest,
      RunWriter writer,
      OrderedPipeline<ChunkLoader, RunWriter.Run> pipeline)
      throws IOException {
    VolumeGeometry geometry = manifest.geometry();
    int runBlocks = RunWriter.RUN_BYTES / geometry.blockBytes();
    List<Extent> pending = new ArrayList<>();
    manifest.forEachExtent(
        extent -> {
          if (!pending.isEmpty()
              && (extent.startBlock() != pending.getLast().endBlock()
                  || extent.endBlock() - pending.getFirst().startBlock() > runBlocks)) {
            submit(List.copyOf(pending), geometry, writer, pipeline);
            pending.clear();
          }
          pending.add(extent);
        });
    if (!pending.isEmpty()) {
      submit(List.copyOf(pending), geometry, writer, pipeline);
    }
  }

  private void submit(
      List<Extent> extents,
      VolumeGeometry geometry,
      RunWriter writer,
      OrderedPipeline<ChunkLoader, RunWriter.Run> pipeline)
      throws IOException {
    pipeline.submit(loader -> load(loader, extents, geometry, writer.takeBuffer()));
  }

  private static RunWriter.Run load(
      ChunkLoader loader, List<Extent> extents, VolumeGeometry geometry, ByteBuffer bytes)
      throws IOException {
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
    return new RunWriter.Run(offset, bytes.limit((int) (end - offset)));
  }
}
