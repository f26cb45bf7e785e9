package io.tinyvol.service;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.cas.Digest;
import io.tinyvol.posix.Descriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to become a revision.
 *
 * @param volume the volume: one that has the base and nothing written since, or a new one
 * @param base the root of the content that it was made from
 * @param descriptor a file or block device of the new content, open for reading; its owner closes
 *     it
 * @param changed where it may differ from the base: ranges that ascend and do not touch
 */
public record CaptureSpec(
    String volume, Digest base, Descriptor descriptor, List<ByteRange> changed) {
  private static final long LEAST_GAP_BYTES = 4096;

  /** The same with no more ranges than that: those that lie near each other become one. */
  public CaptureSpec withRanges(int most) {
    List<ByteRange> fewer = changed;
    for (long gap = LEAST_GAP_BYTES; fewer.size() > most; gap *= 2) {
      fewer = joined(fewer, gap);
    }
    return new CaptureSpec(volume, base, descriptor, fewer);
  }

  private static List<ByteRange> joined(List<ByteRange> ranges, long gapBytes) {
    List<ByteRange> joined = new ArrayList<>();
    for (ByteRange range : ranges) {
      boolean isNear = !joined.isEmpty() && range.start() - joined.getLast().end() <= gapBytes;
      long start = isNear ? joined.removeLast().start() : range.start();
      joined.add(new ByteRange(start, range.end()));
    }
    return joined;
  }
}
