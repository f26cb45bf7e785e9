package io.tinyvol.blockdev.nbd.format;

import java.nio.ByteBuffer;

/**
 * What a client asks for ("Request message" of the protocol document).
 *
 * @param flags the command's, 16 bits
 * @param command its number, 16 bits
 * @param cookie what the client knows the reply by
 * @param offset in bytes, unsigned: negative if it is beyond every device
 * @param length in bytes, 0 to 2^32 - 1
 */
public record Request(int flags, int command, long cookie, long offset, long length) {
  /** Reads what comes after the magic. */
  public static Request read(ByteBuffer src) {
    int flags = src.getShort() & 0xffff;
    int command = src.getShort() & 0xffff;
    long cookie = src.getLong();
    long offset = src.getLong();
    long length = Integer.toUnsignedLong(src.getInt());
    return new Request(flags, command, cookie, offset, length);
  }

  /** Whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Whether it lies within a device. */
  public boolean isInside(long sizeBytes) {
    return offset >= 0 && offset <= sizeBytes && length <= sizeBytes - offset;
  }
}
