package io.tinyvol.builder.image;

import io.tinyvol.builder.content.WindowWorker;
import io.tinyvol.builder.cut.ChunkRuns;
import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.builder.cut.Gather;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads stretches of an image and puts their chunks. For one thread at a time. */
final class ImageWorker implements Closeable {
  private final VolumeGeometry geometry;
  private final CutPlan plan;
  private final WindowWorker windows;
  private final ByteBuffer buffer;

  ImageWorker(
      SparseSource source,
      VolumeGeometry geometry,
      CutPlan plan,
      ContentWriter writer,
      int stretchBytes) {
    this.geometry = geometry;
    this.plan = plan;
    int windowBytes = plan.windowBlocks() * geometry.blockBytes();
    this.windows = new WindowWorker(source, geometry, windowBytes, writer);
    this.buffer = ByteBuffer.allocateDirect(stretchBytes);
  }

  /** Puts the blocks from {@code start} to before {@code end} that no gather has. */
  void stretch(long start, long end, List<Extent> found) throws IOException {
    int blockBytes = geometry.blockBytes();
    buffer.clear();
    windows.readBlocks(start, (int) (end - start), buffer);
    MemorySegment bytes = MemorySegment.ofBuffer(buffer.flip());
    CutPlan.Cuts cuts = plan.cutsFrom(start);
    for (; cuts.start() < end; cuts.next()) {
      if (cuts.isGathered()) {
        continue;
      }
      long windowStart = cuts.start();
      int offset = (int) (windowStart - start) * blockBytes;
      int length = (int) (Math.min(cuts.end(), end) - windowStart) * blockBytes;
      ChunkRuns.find(
          bytes.asSlice(offset, length),
          (at, runBytes) ->
              found.add(
                  new Extent(
                      windowStart + at / blockBytes,
                      runBytes / blockBytes,
                      windows.put(buffer.slice(offset + at, runBytes)),
                      0,
                      WindowWorker.chunkBytes(runBytes))));
    }
  }

  /** Puts a window together, puts its chunks, and maps the pieces to them. */
  void gather(Gather gather, List<Extent> found) throws IOException {
    windows.put(gather, found);
  }

  @Override
  public void close() throws IOException {
    windows.close();
  }
}
