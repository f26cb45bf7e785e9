package io.tinyvol.blockdev.nbd.format;

import java.nio.ByteBuffer;

/** Writes replies to requests ("Simple reply message" and "Structured reply chunk message"). */
public final class ReplyFormat {
  /** What comes before the data of a chunk of it. */
  public static final int OFFSET_DATA_BYTES = CommandNumbers.CHUNK_HEADER_BYTES + 8;

  /** A chunk that says that a range is zeros. */
  public static final int OFFSET_HOLE_BYTES = CommandNumbers.CHUNK_HEADER_BYTES + 12;

  /** The most that an error's chunk takes. */
  public static final int MAX_ERROR_BYTES = 512;

  private static final int MAX_MESSAGE_BYTES =
      MAX_ERROR_BYTES - CommandNumbers.CHUNK_HEADER_BYTES - 14;

  private ReplyFormat() {}

  /** A simple reply, which a read's data follows. */
  public static void simple(ByteBuffer dst, NbdError error, long cookie) {
    dst.putInt(CommandNumbers.SIMPLE_REPLY_MAGIC).putInt(error.code()).putLong(cookie);
  }

  /** The start of a chunk; {@code length} is that of what follows it. */
  public static void chunk(ByteBuffer dst, boolean isLast, int type, long cookie, int length) {
    dst.putInt(CommandNumbers.CHUNK_MAGIC)
        .putShort((short) (isLast ? 1 : 0))
        .putShort((short) type);
    dst.putLong(cookie).putInt(length);
  }

  /** The last chunk of a reply, which says nothing else. */
  public static void none(ByteBuffer dst, long cookie) {
    chunk(dst, true, CommandNumbers.TYPE_NONE, cookie, 0);
  }

  /** The start of a chunk of data, of which {@code length} bytes follow. */
  public static void offsetData(
      ByteBuffer dst, boolean isLast, long cookie, long offset, int length) {
    chunk(dst, isLast, CommandNumbers.TYPE_OFFSET_DATA, cookie, 8 + length);
    dst.putLong(offset);
  }

  /** A chunk that says that a range is zeros. */
  public static void offsetHole(
      ByteBuffer dst, boolean isLast, long cookie, long offset, int length) {
    chunk(dst, isLast, CommandNumbers.TYPE_OFFSET_HOLE, cookie, 12);
    dst.putLong(offset).putInt(length);
  }

  /** A chunk that says what went wrong; of a message that is too long the start. */
  public static void error(
      ByteBuffer dst, boolean isLast, long cookie, NbdError error, String message) {
    byte[] text = Strings.cut(message, MAX_MESSAGE_BYTES);
    chunk(dst, isLast, CommandNumbers.TYPE_ERROR, cookie, 6 + text.length);
    dst.putInt(error.code()).putShort((short) text.length).put(text);
  }

  /** The same, with where it went wrong. */
  public static void errorAt(
      ByteBuffer dst, boolean isLast, long cookie, NbdError error, String message, long offset) {
    byte[] text = Strings.cut(message, MAX_MESSAGE_BYTES);
    chunk(dst, isLast, CommandNumbers.TYPE_ERROR_OFFSET, cookie, 14 + text.length);
    dst.putInt(error.code()).putShort((short) text.length).put(text).putLong(offset);
  }
}
