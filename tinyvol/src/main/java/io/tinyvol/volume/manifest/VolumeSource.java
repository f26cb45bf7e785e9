package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.manifest.ManifestDiff.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A volume's bytes, read through its manifest: what that maps is data, all else is a hole.
 *
 * <p>Unlike other sources, this one is not thread-safe: one for each thread.
 */
public final class VolumeSource implements PieceSource {
  private final ContentReader nodes;
  private final ManifestReader manifest;
  private final RecentChunks chunks;
  private final int blockBytes;
  private final long sizeBytes;

  /** The extent met last: reads mostly go on where the one before ended. */
  private @Nullable Extent last;

  private VolumeSource(ContentReader nodes, ManifestReader manifest, RecentChunks chunks) {
    this.nodes = nodes;
    this.manifest = manifest;
    this.chunks = chunks;
    this.blockBytes = manifest.geometry().blockBytes();
    this.sizeBytes = manifest.geometry().virtualBytes();
  }

  /**
   * Opens the volume with this root. The store stays the caller's, to be closed after the volume.
   *
   * @throws io.tinyvol.cas.CorruptDataException if the root is missing or damaged
   */
  public static VolumeSource open(ContentStore content, Digest root) throws IOException {
    ContentReader nodes = content.newReader();
    try {
      ManifestReader manifest = new ManifestReader(nodes, root);
      // The loader keeps its reader's buffer, so that reader must not read nodes.
      RecentChunks chunks = new RecentChunks(new ChunkLoader(content.newReader()));
      return new VolumeSource(nodes, manifest, chunks);
    } catch (IOException | RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  @Override
  public Piece pieceAt(long offsetBytes) throws IOException {
    if (offsetBytes < 0 || offsetBytes >= sizeBytes) {
      throw new IllegalArgumentException("not a position in " + sizeBytes + ": " + offsetBytes);
    }
    Extent extent = extentAtOrAfter(offsetBytes / blockBytes);
    if (extent == null) {
      return new Piece(null, sizeBytes);
    }
    long start = extent.startBlock() * blockBytes;
    if (start > offsetBytes) {
      return new Piece(null, start);
    }
    long chunkOffset = (long) extent.chunkOffsetBlocks() * blockBytes + (offsetBytes - start);
    Content content = new Content(extent.chunk(), (int) chunkOffset, extent.chunkBytes());
    return new Piece(content, Math.min(extent.endBlock() * blockBytes, sizeBytes));
  }

  private @Nullable Extent extentAtOrAfter(long block) throws IOException {
    if (last == null || block < last.startBlock() || block >= last.endBlock()) {
      last = manifest.firstExtentAtOrAfter(block);
    }
    return last;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
    if (offsetBytes < 0 || dst.remaining() > sizeBytes - offsetBytes) {
      throw new EOFException(
          dst.remaining() + " bytes at " + offsetBytes + " of a volume of " + sizeBytes);
    }
    long at = offsetBytes;
    while (dst.hasRemaining()) {
      Piece piece = pieceAt(at);
      int length = (int) Math.min(dst.remaining(), piece.endBytes() - at);
      if (piece.content() instanceof Content content) {
        chunks.load(content, length, dst);
      } else {
        dst.put(new byte[length]);
      }
      at += length;
    }
  }

  @Override
  public long nextData(long offsetBytes) throws IOException {
    if (offsetBytes >= sizeBytes) {
      return sizeBytes;
    }
    Extent extent = extentAtOrAfter(offsetBytes / blockBytes);
    return extent == null ? sizeBytes : Math.max(offsetBytes, extent.startBlock() * blockBytes);
  }

  @Override
  public long nextHole(long offsetBytes) throws IOException {
    if (offsetBytes >= sizeBytes) {
      return sizeBytes;
    }
    long gap = manifest.firstGapAtOrAfter(offsetBytes / blockBytes);
    return Math.clamp(gap * blockBytes, offsetBytes, sizeBytes);
  }

  @Override
  public void close() {
    nodes.close();
    chunks.close();
  }
}
