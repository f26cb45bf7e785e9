package io.tinyvol.volume.device;

import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads chunks ahead of readers that go on from where they were. Several may read one volume at
 * once, each of them with several requests under way, which come in no order: so a read counts as
 * going on if it begins near where another ended. Thread-safe.
 */
final class ReadAhead {
  private static final int STREAMS = 8;

  /** How far from its end a read still belongs to a stream. */
  private static final long NEAR_BYTES = 4 << 20;

  /** How far ahead of a stream is read. */
  private static final long AHEAD_BYTES = 4 << 20;

  /** Reads of less than this apart are not worth a task. */
  private static final long STEP_BYTES = 512 << 10;

  private static final int MOST_TASKS = 8;

  private final Executor executor;
  private final AtomicInteger tasks = new AtomicInteger();

  /** Where streams ended last, the latest used first; and up to where was read ahead of each. */
  private final long[] ends = new long[STREAMS];

  private final long[] aheads = new long[STREAMS];
  private final int[] hits = new int[STREAMS];

  ReadAhead(Executor executor) {
    this.executor = executor;
  }

  /** What is read ahead of. */
  interface Source {
    List<Digest> missing(long offsetBytes, long endBytes) throws IOException;

    void load(Digest chunk) throws IOException;
  }

  /** Takes note of a read of a volume, and reads on where that makes sense. */
  void note(long offsetBytes, long lengthBytes, long sizeBytes, Source source) {
    long from;
    long to;
    synchronized (this) {
      int stream = streamOf(offsetBytes);
      long end = Math.max(offsetBytes + lengthBytes, ends[stream]);
      moveToFront(stream, end);
      from = Math.max(end, aheads[0]);
      to = Math.min(sizeBytes, end + AHEAD_BYTES);
      if (hits[0] < 2 || to - from < Math.min(STEP_BYTES, sizeBytes - from)) {
        return;
      }
      aheads[0] = to;
    }
    if (from >= to || tasks.incrementAndGet() > MOST_TASKS) {
      tasks.decrementAndGet();
      return;
    }
    try {
      executor.execute(() -> read(from, to, source));
    } catch (RejectedExecutionException e) {
      tasks.decrementAndGet(); // the store is being closed
    }
  }

  private int streamOf(long offsetBytes) {
    for (int i = 0; i < STREAMS; i++) {
      if (hits[i] > 0 && Math.abs(offsetBytes - ends[i]) <= NEAR_BYTES) {
        return i;
      }
    }
    int oldest = STREAMS - 1;
    ends[oldest] = 0;
    aheads[oldest] = 0;
    hits[oldest] = 0;
    return oldest;
  }

  private void moveToFront(int stream, long end) {
    long ahead = aheads[stream];
    int hit = hits[stream];
    for (int i = stream; i > 0; i--) {
      ends[i] = ends[i - 1];
      aheads[i] = aheads[i - 1];
      hits[i] = hits[i - 1];
    }
    ends[0] = end;
    aheads[0] = ahead;
    hits[0] = Math.min(hit + 1, 2);
  }

  private void read(long from, long to, Source source) {
    try {
      for (Digest chunk : source.missing(from, to)) {
        source.load(chunk);
      }
    } catch (IOException | RuntimeException e) {
      // Who reads there will be told.
    } finally {
      tasks.decrementAndGet();
    }
  }
}
