package io.tinyvol.volume.device;

import io.tinyvol.volume.delta.Delta;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Makes a range zeros. What is zeros already costs nothing. */
final class DeviceZero {
  private static final int BLOCK_BYTES = Delta.BLOCK_BYTES;
  private static final int WRITE_BYTES = 1 << 20;

  private final VolumeDevice device;
  private final long start;
  private final long end;

  DeviceZero(VolumeDevice device, long startBytes, long endBytes) {
    this.device = device;
    this.start = startBytes;
    this.end = endBytes;
  }

  void run(boolean keepSpace) throws IOException {
    long firstWhole = Math.ceilDiv(start, BLOCK_BYTES);
    // The last block of a device may be one in part.
    boolean toTheEnd = end == device.sizeBytes();
    long endWhole = toTheEnd ? Math.ceilDiv(end, BLOCK_BYTES) : end / BLOCK_BYTES;
    if (firstWhole > endWhole) {
      part(start, end);
      return;
    }
    if (start < firstWhole * BLOCK_BYTES) {
      part(start, Math.min(end, firstWhole * BLOCK_BYTES));
    }
    if (firstWhole < endWhole) {
      if (keepSpace) {
        write(firstWhole, endWhole);
      } else {
        device.changeAlone(content -> zero(content, firstWhole, endWhole));
      }
    }
    if (!toTheEnd && endWhole * BLOCK_BYTES < end) {
      part(endWhole * BLOCK_BYTES, end);
    }
  }

  private void part(long from, long to) throws IOException {
    if (from < to) {
      ByteBuffer zeros = ByteBuffer.allocate((int) (to - from));
      DeviceWrite.writePart(device, from, zeros);
    }
  }

  private void write(long firstBlock, long endBlock) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(WRITE_BYTES);
    int step = WRITE_BYTES / BLOCK_BYTES;
    for (long block = firstBlock; block < endBlock; block += step) {
      long from = block;
      int count = (int) Math.min(step, endBlock - block);
      ByteBuffer part = zeros.slice(0, count * BLOCK_BYTES);
      device.changeShared(content -> content.delta().write(from, part));
    }
  }

  /** Run by run, neighbours as one: only what holds space, or hides what does, needs an entry. */
  private static void zero(LayeredContent content, long firstBlock, long endBlock)
      throws IOException {
    long pending = firstBlock;
    long at = firstBlock;
    while (at < endBlock) {
      LayeredContent.Run run = content.runAt(at * BLOCK_BYTES, endBlock * BLOCK_BYTES);
      long next = Math.min(endBlock, Math.ceilDiv(run.endBytes(), BLOCK_BYTES));
      if (!run.isMapped()) {
        // A block whose later part is mapped, where those of the manifest are smaller, stays.
        next = Math.max(at, Math.min(endBlock, run.endBytes() / BLOCK_BYTES));
        zeroPending(content, pending, at);
        if (next == at) {
          next = at + 1;
          pending = at;
        } else {
          pending = next;
        }
      }
      at = next;
    }
    zeroPending(content, pending, endBlock);
  }

  private static void zeroPending(LayeredContent content, long from, long to) throws IOException {
    if (from < to) {
      content.delta().zero(from, to - from);
    }
  }
}
