package io.tinyvol.builder.filesystem;

import io.tinyvol.builder.cut.ChunkRuns;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.ext4.write.FilesystemSink;
import io.tinyvol.volume.Extent;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.manifest.ManifestWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Puts metadata as chunks, and maps it and the content that is there already. */
final class ManifestSink implements FilesystemSink {
  /**
   * Metadata is cut at multiples of this. Shorter than content: a changed inode renews a whole
   * chunk, and metadata is small beside content, so that little is lost by compressing it in parts.
   */
  private static final int WINDOW_BLOCKS = 4;

  private static final int BLOCK_BYTES = VolumeGeometry.DEFAULT_BLOCK_BYTES;

  private final ManifestWriter manifest;
  private final ContentWriter writer;

  ManifestSink(ManifestWriter manifest, ContentWriter writer) {
    this.manifest = manifest;
    this.writer = writer;
  }

  @Override
  public void metadata(long startBlock, ByteBuffer wholeBlocks) throws IOException {
    long end = startBlock + wholeBlocks.remaining() / BLOCK_BYTES;
    for (long from = startBlock; from < end; ) {
      long to = Math.min(end, (from / WINDOW_BLOCKS + 1) * WINDOW_BLOCKS);
      int offset = wholeBlocks.position() + (int) (from - startBlock) * BLOCK_BYTES;
      window(from, wholeBlocks.slice(offset, (int) (to - from) * BLOCK_BYTES));
      from = to;
    }
  }

  private void window(long startBlock, ByteBuffer window) throws IOException {
    ChunkRuns.find(
        MemorySegment.ofBuffer(window),
        (offset, length) -> {
          Digest chunk =
              writer.put(
                  ContentKind.CHUNK, ChunkRuns.withoutZerosAtEnd(window.slice(offset, length)));
          long block = startBlock + offset / BLOCK_BYTES;
          manifest.add(new Extent(block, length / BLOCK_BYTES, chunk, 0, length));
        });
  }

  @Override
  public void content(
      long startBlock, int blockCount, Digest chunk, int chunkOffsetBlocks, int chunkBlocks)
      throws IOException {
    manifest.add(
        new Extent(startBlock, blockCount, chunk, chunkOffsetBlocks, chunkBlocks * BLOCK_BYTES));
  }
}
