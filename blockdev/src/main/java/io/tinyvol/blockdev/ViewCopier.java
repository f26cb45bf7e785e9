package io.tinyvol.blockdev;

import io.tinyvol.cas.parallel.OrderedPipeline;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.device.VolumeView;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Copies a volume that has delta layers to a {@link RangeSink}: all cores read runs of what is not
 * zeros ahead of one thread that writes them in order.
 */
final class ViewCopier {
  private final VolumeView view;
  private final Progress progress;

  ViewCopier(VolumeView view, Progress progress) {
    this.view = view;
    this.progress = progress;
  }

  /** Views are thread-safe, so workers have nothing of their own. */
  private enum Nothing implements Closeable {
    INSTANCE;

    @Override
    public void close() {}
  }

  /**
   * Copies some ranges, which ascend and do not overlap.
   *
   * @return the bytes written
   */
  long copy(List<ByteRange> ranges, RangeSink sink) throws IOException {
    progress.begin("writing", ranges.stream().mapToLong(ByteRange::lengthBytes).sum());
    RunWriter writer = new RunWriter(sink, progress);
    try (OrderedPipeline<Nothing, RunWriter.Batch> pipeline =
        new OrderedPipeline<>(
            OrderedPipeline.workersForAllCores(), () -> Nothing.INSTANCE, writer)) {
      for (ByteRange range : ranges) {
        submit(range, writer, pipeline);
      }
      pipeline.finish();
    }
    return writer.finish(view.sizeBytes());
  }

  private void submit(
      ByteRange range, RunWriter writer, OrderedPipeline<Nothing, RunWriter.Batch> pipeline)
      throws IOException {
    long at = view.nextData(range.start());
    while (at < range.end()) {
      long hole = Math.min(view.nextHole(at), range.end());
      for (long from = at; from < hole; from += RunWriter.BATCH_BYTES) {
        long start = from;
        int length = (int) Math.min(RunWriter.BATCH_BYTES, hole - from);
        pipeline.submit(_ -> read(start, writer.takeBuffer().limit(length)));
      }
      at = view.nextData(hole);
    }
  }

  private RunWriter.Batch read(long offsetBytes, ByteBuffer bytes) throws IOException {
    view.readFully(offsetBytes, bytes);
    ByteRange run = new ByteRange(offsetBytes, offsetBytes + bytes.limit());
    return new RunWriter.Batch(List.of(run), bytes.flip());
  }
}
