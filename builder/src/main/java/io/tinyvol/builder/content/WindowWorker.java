package io.tinyvol.builder.content;

import io.tinyvol.builder.cut.ChunkRuns;
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

/**
 * Reads windows of an image or a volume, wherever their blocks lie, and puts their chunks. For one
 * thread at a time; closing it closes the writer.
 */
public final class WindowWorker implements Closeable {
  private final SparseSource source;
  private final int blockBytes;
  private final ContentWriter writer;
  private final ByteBuffer buffer;

  /** A worker for windows of {@code windowBytes} of a source, which stays the caller's. */
  public WindowWorker(
      SparseSource source, VolumeGeometry geometry, int windowBytes, ContentWriter writer) {
    this.source = source;
    this.blockBytes = geometry.blockBytes();
    this.writer = writer;
    this.buffer = ByteBuffer.allocateDirect(windowBytes);
  }

  /** Puts a window, and adds where its chunks lie to {@code found}, in no order. */
  public void put(Gather gather, List<Extent> found) throws IOException {
    List<Gather.Piece> pieces = gather.pieces();
    MemorySegment window = MemorySegment.ofBuffer(read(pieces));
    ChunkRuns.find(
        window,
        (at, runBytes) -> {
          Digest chunk = put(buffer.slice(at, runBytes));
          int from = at / blockBytes;
          int to = (at + runBytes) / blockBytes;
          for (Gather.Piece piece : pieces) {
            int first = Math.max(from, piece.windowOffsetBlocks());
            int last = Math.min(to, piece.windowOffsetBlocks() + piece.blockCount());
            if (first < last) {
              long start = piece.startBlock() + (first - piece.windowOffsetBlocks());
              found.add(new Extent(start, last - first, chunk, first - from, chunkBytes(runBytes)));
            }
          }
        });
  }

  /** The window up to the end of its last piece's unit, with zeros between the pieces. */
  private ByteBuffer read(List<Gather.Piece> pieces) throws IOException {
    Gather.Piece last = pieces.getLast();
    int length = chunkBytes((last.windowOffsetBlocks() + last.blockCount()) * blockBytes);
    MemorySegment.ofBuffer(buffer.clear().limit(length)).fill((byte) 0);
    for (Gather.Piece piece : pieces) {
      buffer.clear().position(piece.windowOffsetBlocks() * blockBytes);
      readBlocks(piece.startBlock(), piece.blockCount(), buffer);
    }
    return buffer.clear().limit(length);
  }

  /** Appends blocks to {@code dst}; what the last block has after the source's end is zeros. */
  public void readBlocks(long start, int count, ByteBuffer dst) throws IOException {
    long offset = start * blockBytes;
    int length = count * blockBytes;
    int present = (int) Math.min(length, source.sizeBytes() - offset);
    int end = dst.position() + length;
    dst.limit(dst.position() + present);
    source.readFully(offset, dst);
    dst.limit(end);
    while (dst.position() < end) {
      dst.put((byte) 0);
    }
  }

  /** Puts a run of units as a chunk. */
  public Digest put(ByteBuffer run) throws IOException {
    return writer.put(ContentKind.CHUNK, ChunkRuns.withoutZerosAtEnd(run));
  }

  /** Chunks are counted in whole units, whatever the size of the volume's blocks. */
  public static int chunkBytes(int runBytes) {
    return Math.ceilDiv(runBytes, ChunkRuns.UNIT_BYTES) * ChunkRuns.UNIT_BYTES;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
