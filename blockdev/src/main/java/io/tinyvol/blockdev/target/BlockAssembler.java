package io.tinyvol.blockdev.target;

import io.tinyvol.blockdev.RangeSink;
import io.tinyvol.posix.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes of a volume's bytes whole blocks of a target's size, and ranges of whole blocks of zeros
 * between them. Only the last range may end inside a block, with the volume.
 *
 * <p>What is collected starts at a block's start and has no gaps: {@code startBytes} is where it
 * begins in the volume, the buffer's position how much there is.
 */
final class BlockAssembler implements RangeSink {
  private static final int BUFFER_BYTES = 1 << 20;

  /** For so much a write of its own costs less than a copy. */
  private static final int LONG_BYTES = 128 << 10;

  private final int blockBytes;
  private final Blocks blocks;
  private final ByteBuffer collected;
  private final ByteBuffer zeros;
  private long startBytes;

  /** Takes ascending ranges that leave no gap. */
  interface Blocks {
    /** Bytes from position to limit, at an address that is aligned for direct I/O. */
    void data(long offsetBytes, ByteBuffer bytes) throws IOException;

    /** A range that is zeros; may be empty. */
    void zeros(long offsetBytes, long lengthBytes) throws IOException;
  }

  BlockAssembler(int blockBytes, Blocks blocks) {
    this.blockBytes = blockBytes;
    this.blocks = blocks;
    this.collected = DirectIo.allocate(Math.max(BUFFER_BYTES, blockBytes));
    this.zeros = ByteBuffer.allocateDirect(blockBytes);
  }

  @Override
  public void write(long offsetBytes, ByteBuffer bytes) throws IOException {
    goTo(offsetBytes);
    while (bytes.hasRemaining()) {
      int whole = bytes.remaining() / blockBytes * blockBytes;
      int toBlockEnd = blockBytes - collected.position() % blockBytes;
      boolean isAligned = bytes.alignmentOffset(bytes.position(), DirectIo.ALIGNMENT_BYTES) == 0;
      boolean isWorthIt = whole >= LONG_BYTES || (whole > 0 && collected.position() == 0);
      if (isAligned && isWorthIt && toBlockEnd == blockBytes) {
        flush();
        pass(bytes, whole);
      } else {
        collect(bytes, Math.min(bytes.remaining(), isAligned ? toBlockEnd : BUFFER_BYTES));
      }
    }
  }

  /** Hands on whole blocks as they are. */
  private void pass(ByteBuffer bytes, int length) throws IOException {
    int end = bytes.position() + length;
    blocks.data(startBytes, bytes.duplicate().limit(end));
    bytes.position(end);
    startBytes += length;
  }

  private void collect(ByteBuffer bytes, int wanted) throws IOException {
    int count = Math.min(wanted, collected.remaining());
    collected.put(collected.position(), bytes, bytes.position(), count);
    collected.position(collected.position() + count);
    bytes.position(bytes.position() + count);
    if (!collected.hasRemaining()) {
      flush();
    }
  }

  /** Everything before an offset that was not given is zeros. */
  private void goTo(long offsetBytes) throws IOException {
    long block = offsetBytes - offsetBytes % blockBytes;
    long end = startBytes + collected.position();
    long blockEnd = Math.ceilDiv(end, blockBytes) * blockBytes;
    if (blockEnd < block) {
      padTo(blockEnd);
      flush();
      blocks.zeros(blockEnd, block - blockEnd);
      startBytes = block;
    }
    padTo(offsetBytes);
  }

  /** After {@link #finish}: what lies before an offset, where a block starts, is not touched. */
  void skipTo(long offsetBytes) {
    startBytes = offsetBytes;
  }

  private void padTo(long offsetBytes) throws IOException {
    while (startBytes + collected.position() < offsetBytes) {
      long missing = offsetBytes - startBytes - collected.position();
      zeros.clear();
      collect(zeros, (int) Math.min(missing, zeros.capacity()));
    }
  }

  private void flush() throws IOException {
    collected.flip();
    int length = collected.limit();
    if (length > 0) {
      blocks.data(startBytes, collected);
    }
    collected.clear();
    startBytes += length;
  }

  @Override
  public void finish(long virtualBytes) throws IOException {
    long end = startBytes + collected.position();
    long blockEnd = Math.ceilDiv(end, blockBytes) * blockBytes;
    padTo(Math.min(blockEnd, virtualBytes));
    flush();
    blocks.zeros(startBytes, virtualBytes - startBytes);
    startBytes = virtualBytes;
  }
}
