package io.tinyvol.blockdev;

import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.volume.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes runs of a volume to a {@link RangeSink} in order, from one thread, and lends those that
 * read them their buffers.
 */
final class RunWriter implements OrderedPipeline.Results<RunWriter.Run> {
  /** The longest run. */
  static final int RUN_BYTES = 1 << 20;

  private final RangeSink sink;
  private final Progress progress;

  /** As many as there are runs under way; a run's buffer comes back when it is written. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  private long writtenBytes;

  RunWriter(RangeSink sink, Progress progress) {
    this.sink = sink;
    this.progress = progress;
  }

  /** One run: where it lies in the volume, and its bytes, in a buffer of {@link #takeBuffer}. */
  record Run(long offsetBytes, ByteBuffer bytes) {}

  /** A direct buffer for a run; from any thread. */
  ByteBuffer takeBuffer() {
    ByteBuffer reused = buffers.poll();
    return reused == null ? DirectIo.allocate(RUN_BYTES) : reused.clear();
  }

  @Override
  public void accept(Run run) throws IOException {
    int length = run.bytes().remaining();
    sink.write(run.offsetBytes(), run.bytes());
    buffers.add(run.bytes());
    progress.advance(length);
    writtenBytes += length;
  }

  /** There are no more runs; gives the bytes written. */
  long finish(long virtualBytes) throws IOException {
    sink.finish(virtualBytes);
    return writtenBytes;
  }
}
