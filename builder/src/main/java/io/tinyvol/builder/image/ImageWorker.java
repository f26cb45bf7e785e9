package io.tinyvol.builder.image;

import io.tinyvol.builder.cut.ChunkRuns;
import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.builder.cut.Gather;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
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
  private final SparseSource source;
  private final VolumeGeometry geometry;
  private final CutPlan plan;
  private final ContentWriter writer;
  private final ByteBuffer buffer;

  ImageWorker(
      SparseSource source,
      VolumeGeometry geometry,
      CutPlan plan,
      ContentWriter writer,
      int stretchBytes) {
    this.source = source;
    this.geometry = geometry;
    this.plan = plan;
    this.writer = writer;
    this.buffer = ByteBuffer.allocateDirect(stretchBytes);
  }

  /** Puts the blocks from {@code start} to before {@code end} that no gather has. */
  void stretch(long start, long end, List<Extent> found) throws IOException {
    int blockBytes = geometry.blockBytes();
    buffer.clear();
    readBlocks(start, (int) (end - start), buffer);
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
                      put(buffer.slice(offset + at, runBytes)),
                      0,
                      chunkBytes(runBytes))));
    }
  }

  /** Puts a window together, puts its chunks, and maps the pieces to them. */
  void gather(Gather gather, List<Extent> found) throws IOException {
    int blockBytes = geometry.blockBytes();
    buffer.clear();
    MemorySegment window = MemorySegment.ofBuffer(buffer.limit(plan.windowBlocks() * blockBytes));
    window.fill((byte) 0);
    for (Gather.Piece piece : gather.pieces()) {
      buffer.clear().position(piece.windowOffsetBlocks() * blockBytes);
      readBlocks(piece.startBlock(), piece.blockCount(), buffer);
    }
    buffer.clear();
    ChunkRuns.find(
        window,
        (at, runBytes) -> {
          Digest chunk = put(buffer.slice(at, runBytes));
          int from = at / blockBytes;
          int to = (at + runBytes) / blockBytes;
          for (Gather.Piece piece : gather.pieces()) {
            int first = Math.max(from, piece.windowOffsetBlocks());
            int last = Math.min(to, piece.windowOffsetBlocks() + piece.blockCount());
            if (first < last) {
              found.add(
                  new Extent(
                      piece.startBlock() + (first - piece.windowOffsetBlocks()),
                      last - first,
                      chunk,
                      first - from,
                      chunkBytes(runBytes)));
            }
          }
        });
  }

  /** Appends blocks to {@code dst}; what the last block has after the image's end is zeros. */
  private void readBlocks(long start, int count, ByteBuffer dst) throws IOException {
    long offset = start * geometry.blockBytes();
    int length = count * geometry.blockBytes();
    int present = (int) Math.min(length, source.sizeBytes() - offset);
    int end = dst.position() + length;
    dst.limit(dst.position() + present);
    source.readFully(offset, dst);
    dst.limit(end);
    while (dst.position() < end) {
      dst.put((byte) 0);
    }
  }

  private Digest put(ByteBuffer run) throws IOException {
    return writer.put(ContentKind.CHUNK, ChunkRuns.withoutZerosAtEnd(run));
  }

  /** Chunks are counted in whole units, whatever the size of the volume's blocks. */
  private static int chunkBytes(int runBytes) {
    return Math.ceilDiv(runBytes, ChunkRuns.UNIT_BYTES) * ChunkRuns.UNIT_BYTES;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
