package io.tinyvol.blockdev.target;

import io.tinyvol.blockdev.ByteRange;
import io.tinyvol.blockdev.RangeSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/** Takes only some ranges of a volume, in which what it is not given is zeros. */
final class RangesSink implements RangeSink {
  private final Iterator<ByteRange> ranges;
  private final BlockAssembler blocks;
  private ByteRange present = new ByteRange(0, 0);

  RangesSink(List<ByteRange> ranges, BlockAssembler blocks) {
    this.ranges = ranges.iterator();
    this.blocks = blocks;
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    while (offsetBytes >= present.end()) {
      next();
    }
    blocks.write(offsetBytes, bytes);
  }

  private void next() throws IOException {
    blocks.finish(present.end());
    present = ranges.next();
    blocks.skipTo(present.start());
  }

  @Override
  public void finish(long virtualBytes) throws IOException {
    while (ranges.hasNext()) {
      next();
    }
    blocks.finish(present.end());
  }
}
