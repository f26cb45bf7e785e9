package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.NbdError;
import io.tinyvol.blockdev.nbd.format.ReplyFormat;
import io.tinyvol.volume.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads at most a piece, and writes it as chunks of a structured reply. Holes are looked for where
 * they are worth it, and sent as such. Not thread-safe, but may be used again.
 */
final class ReadChunks {
  /** Below, to find a hole costs more than to send it. */
  private static final int LEAST_FOR_HOLES = 32 << 10;

  /** So many chunks' headers fit beside a piece; what comes after is sent as data. */
  private static final int MAX_PARTS = 64;

  private final BlockDevice device;
  private final int[] lengths = new int[MAX_PARTS];
  private final boolean[] holes = new boolean[MAX_PARTS];
  private int parts;

  ReadChunks(BlockDevice device) {
    this.device = device;
  }

  /** How something is read. */
  private interface Reading {
    boolean read(long offset, ByteBuffer dst) throws IOException;
  }

  /** What it takes at most in a buffer. */
  static int bytes(int length) {
    return length
        + MAX_PARTS * Math.max(ReplyFormat.OFFSET_DATA_BYTES, ReplyFormat.OFFSET_HOLE_BYTES);
  }

  /** Writes chunks, if that is quick; otherwise nothing. */
  boolean writeIfQuick(ByteBuffer dst, long cookie, long offset, int length, boolean isLast)
      throws IOException {
    return write(dst, cookie, offset, length, isLast, device::readIfQuick);
  }

  /**
   * Writes chunks. If reading fails, there is one, which says so.
   *
   * @return what failed, if something did
   */
  @Nullable Throwable write(ByteBuffer dst, long cookie, long offset, int length, boolean isLast) {
    int start = dst.position();
    int limit = dst.limit();
    try {
      boolean isDone = write(dst, cookie, offset, length, isLast, this::readSlowly);
      return isDone ? null : new IllegalStateException("not read");
    } catch (IOException | RuntimeException | Error e) {
      dst.limit(limit).position(start);
      NbdError error = Replies.errorOf(e);
      ReplyFormat.errorAt(dst, isLast, cookie, error, Replies.messageOf(e), offset);
      return e;
    }
  }

  private boolean readSlowly(long offset, ByteBuffer dst) throws IOException {
    device.read(offset, dst);
    return true;
  }

  private boolean write(
      ByteBuffer dst, long cookie, long offset, int length, boolean isLast, Reading reading)
      throws IOException {
    int start = dst.position();
    split(offset, length);
    long at = offset;
    for (int i = 0; i < parts; i++) {
      boolean isEnd = isLast && i == parts - 1;
      if (holes[i]) {
        ReplyFormat.offsetHole(dst, isEnd, cookie, at, lengths[i]);
      } else {
        ReplyFormat.offsetData(dst, isEnd, cookie, at, lengths[i]);
        if (!readInto(dst, at, lengths[i], reading)) {
          dst.position(start);
          return false;
        }
      }
      at += lengths[i];
    }
    return true;
  }

  private static boolean readInto(ByteBuffer dst, long offset, int length, Reading reading)
      throws IOException {
    int limit = dst.limit();
    int end = dst.position() + length;
    dst.limit(end);
    try {
      boolean isDone = reading.read(offset, dst);
      dst.position(end);
      return isDone;
    } finally {
      dst.limit(limit);
    }
  }

  private void split(long offset, int length) throws IOException {
    if (length < LEAST_FOR_HOLES) {
      lengths[0] = length;
      holes[0] = false;
      parts = 1;
      return;
    }
    parts = 0;
    device.visit(
        offset,
        length,
        (bytes, isMapped, isZero, isChanged) -> {
          add((int) bytes, !isMapped || isZero);
          return true;
        });
  }

  private void add(int length, boolean isHole) {
    if (parts > 0 && holes[parts - 1] == isHole) {
      lengths[parts - 1] += length;
    } else if (parts < MAX_PARTS) {
      lengths[parts] = length;
      holes[parts++] = isHole;
    } else { // too many: the last one becomes data, whatever it was
      holes[parts - 1] = false;
      lengths[parts - 1] += length;
    }
  }
}
