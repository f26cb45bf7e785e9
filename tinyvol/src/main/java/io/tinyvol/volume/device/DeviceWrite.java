package io.tinyvol.volume.device;

import io.tinyvol.volume.delta.Delta;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One write: whole blocks go to the delta as they are, parts of blocks with what is around them.
 */
final class DeviceWrite {
  private static final int BLOCK_BYTES = Delta.BLOCK_BYTES;

  private final VolumeDevice device;
  private final long start;
  private final ByteBuffer src;

  /** A write of a direct buffer. */
  DeviceWrite(VolumeDevice device, long offsetBytes, ByteBuffer src) {
    this.device = device;
    this.start = offsetBytes;
    this.src = src;
  }

  void run() throws IOException {
    long end = start + src.remaining();
    long firstWhole = Math.ceilDiv(start, BLOCK_BYTES);
    long endWhole = end / BLOCK_BYTES;
    if (firstWhole > endWhole) {
      part(start, (int) (end - start)); // inside one block
      return;
    }
    if (start < firstWhole * BLOCK_BYTES) {
      part(start, (int) (firstWhole * BLOCK_BYTES - start));
    }
    whole(firstWhole, endWhole);
    if (endWhole * BLOCK_BYTES < end) {
      part(endWhole * BLOCK_BYTES, (int) (end - endWhole * BLOCK_BYTES));
    }
  }

  private ByteBuffer take(int bytes) {
    ByteBuffer taken = src.slice(src.position(), bytes);
    src.position(src.position() + bytes);
    return taken;
  }

  /** What is around it is read before, so that nobody waits for that. */
  private void part(long offsetBytes, int lengthBytes) throws IOException {
    writePart(device, offsetBytes, take(lengthBytes));
  }

  static void writePart(VolumeDevice device, long offsetBytes, ByteBuffer part) throws IOException {
    long block = offsetBytes / BLOCK_BYTES;
    int at = (int) (offsetBytes % BLOCK_BYTES);
    device.changeAlone(
        content -> {
          ByteBuffer whole = content.takeScratch().limit(BLOCK_BYTES);
          try {
            boolean done = content.read(block * BLOCK_BYTES, whole, false);
            assert done;
            whole.put(at, part, part.position(), part.remaining());
            content.delta().write(block, whole.flip());
          } finally {
            content.giveScratch(whole);
          }
        });
  }

  /** Blocks of zeros take no space. */
  private void whole(long firstBlock, long endBlock) throws IOException {
    long block = firstBlock;
    while (block < endBlock) {
      int count = (int) (endBlock - block);
      int data = runOf(false, count);
      if (data > 0) {
        long from = block;
        ByteBuffer taken = take(data * BLOCK_BYTES);
        device.changeShared(content -> content.delta().write(from, taken));
      } else {
        data = runOf(true, count);
        ByteBuffer zeros = take(data * BLOCK_BYTES);
        assert zeros.capacity() > 0;
        new DeviceZero(device, block * BLOCK_BYTES, (block + data) * BLOCK_BYTES).run(false);
      }
      block += data;
    }
  }

  /** How many blocks from the present one on are zeros, or are not. */
  private int runOf(boolean zeros, int most) {
    int count = 0;
    while (count < most && isZero(src.position() + count * BLOCK_BYTES) == zeros) {
      count++;
    }
    return count;
  }

  private boolean isZero(int position) {
    for (int at = position; at < position + BLOCK_BYTES; at += Long.BYTES) {
      if (src.getLong(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
