package io.tinyvol.builder.archive;

import io.tinyvol.builder.content.ContentWorker;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.RegularFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts the content of files that stream by, one after the other. It is collected in batches of
 * about 1 MiB, many small files in one, for the workers that cut, hash, compress and store. A
 * file's content is set when its last batch is done. For one thread.
 */
final class ContentStream implements Closeable {
  /** What a file system with blocks of 4 KiB can hold: 2^32 blocks, less one. */
  static final long MAX_FILE_BYTES = ((1L << 32) - 1) * FileContent.BLOCK_BYTES;

  private final int windowBytes;
  private final OrderedPipeline<ContentWorker, Batch> pipeline;

  /** Buffers that are not under way; as many are made as the pipeline can hold at a time. */
  private final Deque<ByteBuffer> idle = new ArrayDeque<>();

  private Batch batch;
  private @Nullable OpenFile file;

  /** A file whose content is not all there yet. */
  private record OpenFile(RegularFile node, long sizeBytes, FileContent.Builder pieces) {}

  /** A stretch of a file in a batch: whole windows from {@code startBlock} on, or to its end. */
  private static final class Part {
    final OpenFile file;
    final long startBlock;
    final int from;
    int to;
    final FileContent.Builder pieces = new FileContent.Builder();

    Part(OpenFile file, long startBlock, int from) {
      this.file = file;
      this.startBlock = startBlock;
      this.from = from;
      this.to = from;
    }
  }

  private record Batch(ByteBuffer bytes, List<Part> parts, List<OpenFile> ended) {}

  /** Puts into {@code session}, in chunks of at most {@code windowBytes}. */
  ContentStream(IngestSession session, int windowBytes) throws IOException {
    this.windowBytes = windowBytes;
    this.pipeline =
        new OrderedPipeline<>(
            OrderedPipeline.workersForAllCores(),
            () -> new ContentWorker(session.newWriter(), windowBytes),
            this::done);
    this.batch = newBatch();
  }

  private Batch newBatch() {
    ByteBuffer buffer = idle.poll();
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(ContentWorker.stretchBytes(windowBytes));
    }
    return new Batch(buffer.clear(), new ArrayList<>(), new ArrayList<>());
  }

  /** A file starts; it has only zeros until something else is written. */
  void begin(RegularFile node, long sizeBytes) {
    file = new OpenFile(node, sizeBytes, new FileContent.Builder());
  }

  /** Bytes of the present file, behind those written before. */
  void write(long offset, byte[] bytes, int from, int length) throws IOException {
    OpenFile open = Objects.requireNonNull(file);
    for (int done = 0; done < length; ) {
      long at = offset + done;
      Part part = partFor(open, at / windowBytes * windowBytes);
      // Where in the batch the byte belongs; holes within a window are filled up.
      int place = part.from + (int) (at - part.startBlock * FileContent.BLOCK_BYTES);
      zeroTo(place);
      int windowLeft = windowBytes - (int) (at % windowBytes);
      int count = Math.min(length - done, windowLeft);
      batch.bytes().put(bytes, from + done, count);
      part.to = batch.bytes().position();
      done += count;
    }
  }

  /** The part of the batch that has, or can take, the window that starts at {@code windowStart}. */
  private Part partFor(OpenFile open, long windowStart) throws IOException {
    Part last = batch.parts().isEmpty() ? null : batch.parts().getLast();
    if (last != null && last.file.node() == open.node()) {
      long partStart = last.startBlock * FileContent.BLOCK_BYTES;
      int length = last.to - last.from;
      boolean within = windowStart < partStart + length;
      boolean next =
          windowStart == partStart + Math.ceilDiv(length, windowBytes) * (long) windowBytes;
      if (within) {
        return last;
      }
      if (next && hasRoomFor(open, windowStart, last.from + (int) (windowStart - partStart))) {
        return last;
      }
    }
    if (!hasRoomFor(open, windowStart, batch.bytes().position())) {
      submit();
    }
    Part part = new Part(open, windowStart / FileContent.BLOCK_BYTES, batch.bytes().position());
    batch.parts().add(part);
    return part;
  }

  private boolean hasRoomFor(OpenFile open, long windowStart, int place) {
    return Math.min(windowBytes, open.sizeBytes() - windowStart)
        <= batch.bytes().capacity() - place;
  }

  private void zeroTo(int place) {
    ByteBuffer bytes = batch.bytes();
    while (bytes.position() < place) {
      bytes.put((byte) 0);
    }
  }

  /** The present file ends. */
  void end() {
    batch.ended().add(Objects.requireNonNull(file));
    file = null;
  }

  private void submit() throws IOException {
    Batch full = batch;
    pipeline.submit(
        worker -> {
          for (Part part : full.parts()) {
            ByteBuffer stretch = full.bytes().slice(part.from, part.to - part.from);
            worker.put(stretch, part.startBlock, part.pieces);
          }
          return full;
        });
    batch = newBatch();
  }

  private void done(Batch done) {
    for (Part part : done.parts()) {
      part.file.pieces().addAll(part.pieces);
    }
    for (OpenFile ended : done.ended()) {
      ended.node().setContent(ended.pieces().build(ended.sizeBytes()));
    }
    idle.add(done.bytes());
  }

  /** Puts what is left; then every file has its content. */
  void finish() throws IOException {
    submit();
    pipeline.finish();
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
  }
}
