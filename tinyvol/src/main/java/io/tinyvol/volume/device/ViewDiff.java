package io.tinyvol.volume.device;

import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.ContentStore;
import io.tinyvol.volume.manifest.DifferingUnits;
import io.tinyvol.volume.manifest.ManifestDiff;
import io.tinyvol.volume.manifest.ManifestReader;
import io.tinyvol.volume.manifest.RangeDiff;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the blocks in which two views differ: where their manifests map different chunks, or one of
 * them has delta layers, the bytes are read and compared. The cost is that of the difference.
 */
public final class ViewDiff {
  private static final int UNIT_BYTES = DifferingUnits.UNIT_BYTES;
  private static final int PIECE_BYTES = 256 << 10;

  private final VolumeView a;
  private final VolumeView b;
  private final long sizeBytes;
  private final DifferingUnits units;
  private final ByteBuffer bytesA = ByteBuffer.allocateDirect(PIECE_BYTES);
  private final ByteBuffer bytesB = ByteBuffer.allocateDirect(PIECE_BYTES);

  private ViewDiff(VolumeView a, VolumeView b, RangeDiff.Visitor visitor) {
    this.a = a;
    this.b = b;
    this.sizeBytes = Math.max(a.sizeBytes(), b.sizeBytes());
    this.units = new DifferingUnits(sizeBytes, visitor);
  }

  private record Range(long start, long end) {}

  /** Visits every range in which the views differ; they ascend and do not touch. */
  public static void visit(
      ContentStore content, VolumeView a, VolumeView b, RangeDiff.Visitor visitor)
      throws IOException {
    ViewDiff diff = new ViewDiff(a, b, visitor);
    for (Range range : diff.candidates(content)) {
      diff.compare(range);
    }
    diff.units.finish();
  }

  private List<Range> candidates(ContentStore content) throws IOException {
    List<Range> ranges = new ArrayList<>();
    try (ContentReader nodes = content.newReader()) {
      ManifestDiff.visit(
          new ManifestReader(nodes, a.root()),
          new ManifestReader(nodes, b.root()),
          (offset, length, _, _) -> ranges.add(new Range(offset, offset + length)));
    }
    a.forEachChange((offset, length) -> ranges.add(new Range(offset, offset + length)));
    b.forEachChange((offset, length) -> ranges.add(new Range(offset, offset + length)));
    ranges.sort(Comparator.comparingLong(Range::start));
    return merged(ranges);
  }

  /** Those that overlap or touch become one, from the start of a unit to the end of one. */
  private List<Range> merged(List<Range> sorted) {
    List<Range> merged = new ArrayList<>();
    for (Range range : sorted) {
      long from = range.start() / UNIT_BYTES * UNIT_BYTES;
      long to = Math.min(sizeBytes, Math.ceilDiv(range.end(), UNIT_BYTES) * (long) UNIT_BYTES);
      if (!merged.isEmpty() && from <= merged.getLast().end()) {
        Range last = merged.removeLast();
        merged.add(new Range(last.start(), Math.max(last.end(), to)));
      } else if (from < to) {
        merged.add(new Range(from, to));
      }
    }
    return merged;
  }

  private void compare(Range range) throws IOException {
    for (long at = range.start(); at < range.end(); at += PIECE_BYTES) {
      int length = (int) Math.min(PIECE_BYTES, range.end() - at);
      fill(a, at, bytesA.clear().limit(length));
      fill(b, at, bytesB.clear().limit(length));
      units.compare(at, length, bytesA, bytesB);
    }
  }

  /** After the end of the smaller one there are zeros. */
  private static void fill(VolumeView view, long offset, ByteBuffer bytes) throws IOException {
    int limit = bytes.limit();
    int present = Math.clamp(view.sizeBytes() - offset, 0, limit);
    view.readFully(Math.min(offset, view.sizeBytes()), bytes.limit(present));
    bytes.limit(limit);
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
    bytes.flip();
  }
}
