package io.tinyvol.volume.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Compares bytes unit by unit, and tells of units that differ, neighbours as one range. */
public final class DifferingUnits {
  /** What is compared as a whole. */
  public static final int UNIT_BYTES = 4096;

  private final long sizeBytes;
  private final RangeDiff.Visitor visitor;
  private long start;
  private long end;

  /** Tells {@code visitor}, of nothing after {@code sizeBytes}: a last unit may reach past it. */
  public DifferingUnits(long sizeBytes, RangeDiff.Visitor visitor) {
    this.sizeBytes = sizeBytes;
    this.visitor = visitor;
  }

  /**
   * Compares two buffers of the same length, from 0 to it, with what there is from an offset on.
   */
  public void compare(long offsetBytes, int lengthBytes, ByteBuffer a, ByteBuffer b)
      throws IOException {
    for (int at = 0; at < lengthBytes; at += UNIT_BYTES) {
      int unit = Math.min(UNIT_BYTES, lengthBytes - at);
      if (!a.slice(at, unit).equals(b.slice(at, unit))) {
        add(offsetBytes + at, unit);
      }
    }
  }

  private void add(long offsetBytes, long lengthBytes) throws IOException {
    if (offsetBytes != end) {
      finish();
      start = offsetBytes;
    }
    end = offsetBytes + lengthBytes;
  }

  /** Tells of the last range; there is no more to compare. */
  public void finish() throws IOException {
    if (end > start) {
      visitor.range(start, Math.min(end, sizeBytes) - start);
    }
    start = end;
  }
}
