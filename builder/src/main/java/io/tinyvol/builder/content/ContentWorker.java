package io.tinyvol.builder.content;

import io.tinyvol.builder.cut.ChunkRuns;
import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentWriter;
import io.tinyvol.cas.Digest;
import io.tinyvol.tree.FileContent;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts stretches of files into chunks and puts those: in windows of the store's longest chunk from
 * the file's start, within each the runs of blocks that are not all zeros. For one thread at a
 * time; closing it closes the writer.
 */
public final class ContentWorker implements Closeable {
  private static final int MAX_STRETCH_BYTES = 1 << 20;

  private final ContentWriter writer;
  private final int windowBytes;
  private final ByteBuffer buffer;

  /** A worker that cuts windows of {@code windowBytes} and puts chunks with {@code writer}. */
  public ContentWorker(ContentWriter writer, int windowBytes) {
    this.writer = writer;
    this.windowBytes = windowBytes;
    this.buffer = ByteBuffer.allocateDirect(stretchBytes(windowBytes));
  }

  /** The length of a stretch: about 1 MiB, and a whole number of windows. */
  public static int stretchBytes(int windowBytes) {
    return MAX_STRETCH_BYTES / windowBytes * windowBytes;
  }

  /** A direct buffer of the length of a stretch for whoever uses this worker. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Puts a stretch of a file.
   *
   * @param stretch the bytes from position to limit, which stay; to the file's end, or else a
   *     multiple of the window
   * @param startBlock where in the file it starts: a multiple of the window's blocks
   * @param pieces where its pieces are added
   */
  public void put(ByteBuffer stretch, long startBlock, FileContent.Builder pieces)
      throws IOException {
    int size = stretch.remaining();
    for (int at = 0; at < size; at += windowBytes) {
      ByteBuffer window = stretch.slice(stretch.position() + at, Math.min(windowBytes, size - at));
      long windowBlock = startBlock + at / FileContent.BLOCK_BYTES;
      ChunkRuns.find(
          MemorySegment.ofBuffer(window),
          (offset, length) -> {
            Digest chunk =
                writer.put(
                    ContentKind.CHUNK, ChunkRuns.withoutZerosAtEnd(window.slice(offset, length)));
            pieces.add(
                windowBlock + offset / FileContent.BLOCK_BYTES,
                Math.ceilDiv(length, FileContent.BLOCK_BYTES),
                chunk);
          });
    }
  }

  /** Whether the store has all chunks of a content; if so, they count as put once more. */
  public boolean reuse(FileContent content) throws IOException {
    List<Digest> chunks = new ArrayList<>(content.pieces());
    for (int i = 0; i < content.pieces(); i++) {
      chunks.add(content.chunk(i));
    }
    return writer.reuse(chunks);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
