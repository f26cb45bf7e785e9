package io.tinyvol.blockdev.nbd.format;

import java.nio.ByteBuffer;

/**
 * One context's chunk of a reply to BLOCK_STATUS, written into a buffer: neighbours of one status
 * become one. Not thread-safe.
 */
public final class StatusChunk {
  /** The most ranges of one, so that replies stay small. */
  public static final int MAX_RANGES = 8192;

  /** The most bytes of one. */
  public static final int MAX_BYTES =
      CommandNumbers.CHUNK_HEADER_BYTES + Integer.BYTES + MAX_RANGES * 2 * Integer.BYTES;

  private static final int START = CommandNumbers.CHUNK_HEADER_BYTES + Integer.BYTES;

  private final ByteBuffer dst;
  private final MetaContext context;
  private final int maxRanges;
  private int ranges;
  private long length;
  private int status;
  private boolean isFull;

  /** Writes one at the start of {@code dst}, which has room for as many ranges. */
  public StatusChunk(ByteBuffer dst, MetaContext context, int maxRanges) {
    this.dst = dst;
    this.context = context;
    this.maxRanges = Math.min(maxRanges, MAX_RANGES);
    dst.position(START);
  }

  /**
   * Adds what comes next; nothing from when it is full.
   *
   * @return whether it was added
   */
  public boolean add(long lengthBytes, boolean isMapped, boolean isZero, boolean isChanged) {
    if (isFull) {
      return false;
    }
    int next = context.status(isMapped, isZero, isChanged);
    if (length > 0 && next != status) {
      if (ranges == maxRanges - 1) {
        isFull = true;
        return false;
      }
      put();
    }
    status = next;
    length += lengthBytes;
    return true;
  }

  private void put() {
    dst.putInt((int) length).putInt(status);
    ranges++;
    length = 0;
  }

  /** Writes what is still to be written, and makes the buffer ready to be sent. */
  public ByteBuffer end(long cookie, boolean isLast) {
    if (length > 0) {
      put();
    }
    int end = dst.position();
    dst.position(0);
    ReplyFormat.chunk(
        dst,
        isLast,
        CommandNumbers.TYPE_BLOCK_STATUS,
        cookie,
        end - CommandNumbers.CHUNK_HEADER_BYTES);
    dst.putInt(context.id());
    return dst.position(0).limit(end);
  }
}
