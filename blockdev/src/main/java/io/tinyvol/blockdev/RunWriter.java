package io.tinyvol.blockdev;

import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes batches of a volume's runs to a {@link RangeSink} in order, from one thread, and lends
 * those that read them their buffers.
 */
final class RunWriter implements OrderedPipeline.Results<RunWriter.Batch> {
  /** The most bytes of a batch. */
  static final int BATCH_BYTES = 1 << 20;

  private final RangeSink sink;
  private final Progress progress;

  /** As many as there are batches under way; a buffer comes back when its batch is written. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  private long writtenBytes;

  RunWriter(RangeSink sink, Progress progress) {
    this.sink = sink;
    this.progress = progress;
  }

  /**
   * Some runs.
   *
   * @param runs where they lie in the volume, ascending
   * @param bytes the bytes of all of them, from the start of a buffer of {@link #takeBuffer}, each
   *     run at the first place {@linkplain #behind behind} the one before that is aligned
   */
  record Batch(List<ByteRange> runs, ByteBuffer bytes) {}

  /** A direct buffer for a batch; from any thread. */
  ByteBuffer takeBuffer() {
    ByteBuffer reused = buffers.poll();
    return reused == null ? DirectIo.allocate(BATCH_BYTES) : reused.clear();
  }

  @Override
  public void accept(Batch batch) throws IOException {
    ByteBuffer bytes = batch.bytes();
    int at = 0;
    for (ByteRange run : batch.runs()) {
      int length = (int) run.lengthBytes();
      sink.write(run.start(), bytes.slice(at, length));
      at = behind(at + length);
      progress.advance(length);
      writtenBytes += length;
    }
    buffers.add(bytes);
  }

  /** Where in a buffer the run behind one begins that ends there: for direct I/O. */
  static int behind(int end) {
    return Math.ceilDiv(end, DirectIo.ALIGNMENT_BYTES) * DirectIo.ALIGNMENT_BYTES;
  }

  /** There are no more runs; gives the bytes written. */
  long finish(long virtualBytes) throws IOException {
    sink.finish(virtualBytes);
    return writtenBytes;
  }
}
