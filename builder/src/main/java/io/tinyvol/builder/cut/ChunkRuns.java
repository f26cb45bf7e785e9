package io.tinyvol.builder.cut;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Finds the chunks in a window: the runs of 4 KiB units, from its start, that are not all zeros.
 */
public final class ChunkRuns {
  /** Chunks are whole units of this size. */
  public static final int UNIT_BYTES = 4096;

  /**
   * Which rules content is cut by: raised when the same content would be cut otherwise, here or
   * where windows are made, so that nothing that was noted of its chunks is used any more.
   */
  public static final int CHUNKING_VERSION = 1;

  private static final MemorySegment ZEROS =
      MemorySegment.ofBuffer(ByteBuffer.allocateDirect(UNIT_BYTES)).asReadOnly();

  private ChunkRuns() {}

  /** Takes the runs found. */
  @FunctionalInterface
  public interface Consumer {
    /** A run from {@code offset} on; both are bytes, the offset a multiple of a unit. */
    void run(int offset, int length) throws IOException;
  }

  /** Finds the runs in {@code window}, whose last unit may be short. */
  public static void find(MemorySegment window, Consumer consumer) throws IOException {
    int size = (int) window.byteSize();
    int runStart = -1;
    for (int at = 0; at < size; at += UNIT_BYTES) {
      int length = Math.min(UNIT_BYTES, size - at);
      boolean zero = isZero(window, at, length);
      if (zero && runStart >= 0) {
        consumer.run(runStart, at - runStart);
        runStart = -1;
      } else if (!zero && runStart < 0) {
        runStart = at;
      }
    }
    if (runStart >= 0) {
      consumer.run(runStart, size - runStart);
    }
  }

  /**
   * A run as it is kept: without the zeros at its end. So a file's last chunk is the same whatever
   * its file system fills the last block up to, and has the digest of the file's bytes themselves.
   */
  public static ByteBuffer withoutZerosAtEnd(ByteBuffer run) {
    int end = run.limit();
    while (end - Long.BYTES >= run.position() && run.getLong(end - Long.BYTES) == 0) {
      end -= Long.BYTES;
    }
    while (end > run.position() && run.get(end - 1) == 0) {
      end--;
    }
    return run.limit(end);
  }

  private static boolean isZero(MemorySegment window, int at, int length) {
    return MemorySegment.mismatch(window, at, at + length, ZEROS, 0, length) < 0;
  }
}
