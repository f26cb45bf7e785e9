package io.tinyvol.blockdev;

import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.device.VolumeView;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Copies a volume that has delta layers to a {@link RangeSink}: all cores read runs of what is not
 * zeros ahead of one thread that writes them in order.
 */
final class ViewCopier {
  private static final int RUN_BYTES = 1 << 20;

  private final VolumeView view;
  private final Progress progress;

  /** As many as there are runs under way; a run's buffer comes back when it is written. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  ViewCopier(VolumeView view, Progress progress) {
    this.view = view;
    this.progress = progress;
  }

  private record Run(long offsetBytes, ByteBuffer bytes) {}

  /** Views are thread-safe, so workers have nothing of their own. */
  private enum Nothing implements Closeable {
    INSTANCE;

    @Override
    public void close() {}
  }

  /**
   * Copies everything.
   *
   * @return the bytes written
   */
  long copy(RangeSink sink) throws IOException {
    progress.begin("writing", view.sizeBytes());
    long[] written = {0};
    try (OrderedPipeline<Nothing, Run> pipeline =
        new OrderedPipeline<>(
            OrderedPipeline.workersForAllCores(),
            () -> Nothing.INSTANCE,
            run -> written[0] += write(run, sink))) {
      long at = view.nextData(0);
      while (at < view.sizeBytes()) {
        long hole = view.nextHole(at);
        for (long from = at; from < hole; from += RUN_BYTES) {
          long start = from;
          int length = (int) Math.min(RUN_BYTES, hole - from);
          pipeline.submit(_ -> read(start, length));
        }
        at = view.nextData(hole);
      }
      pipeline.finish();
    }
    sink.finish(view.sizeBytes());
    return written[0];
  }

  private Run read(long offsetBytes, int lengthBytes) throws IOException {
    ByteBuffer reused = buffers.poll();
    ByteBuffer bytes = reused == null ? DirectIo.allocate(RUN_BYTES) : reused.clear();
    view.readFully(offsetBytes, bytes.limit(lengthBytes));
    return new Run(offsetBytes, bytes.flip());
  }

  private int write(Run run, RangeSink sink) throws IOException {
    int length = run.bytes().remaining();
    sink.write(run.offsetBytes(), run.bytes());
    buffers.add(run.bytes());
    progress.advance(length);
    return length;
  }
}
