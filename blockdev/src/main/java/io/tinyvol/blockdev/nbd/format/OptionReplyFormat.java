package io.tinyvol.blockdev.nbd.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes replies to options ("Option reply types" of the protocol document), ready to be sent. */
public final class OptionReplyFormat {
  private static final int HEADER_BYTES = 20;

  private OptionReplyFormat() {}

  /** What a server says first. */
  public static ByteBuffer greeting() {
    return ByteBuffer.allocate(18)
        .putLong(HandshakeNumbers.INIT_MAGIC)
        .putLong(HandshakeNumbers.OPTION_MAGIC)
        .putShort((short) (HandshakeNumbers.FIXED_NEWSTYLE | HandshakeNumbers.NO_ZEROES))
        .flip();
  }

  private static ByteBuffer start(int option, int type, int length) {
    return ByteBuffer.allocate(HEADER_BYTES + length)
        .putLong(HandshakeNumbers.REPLY_MAGIC)
        .putInt(option)
        .putInt(type)
        .putInt(length);
  }

  /** That an option has been done. */
  public static ByteBuffer ack(int option) {
    return start(option, HandshakeNumbers.REP_ACK, 0).flip();
  }

  /** That it has not, and why. */
  public static ByteBuffer error(int option, int type, String message) {
    byte[] text = Strings.cut(message, HandshakeNumbers.MAX_STRING_BYTES);
    return start(option, type, text.length).put(text).flip();
  }

  /** An export of a list. */
  public static ByteBuffer server(int option, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return start(option, HandshakeNumbers.REP_SERVER, 4 + text.length)
        .putInt(text.length)
        .put(text)
        .flip();
  }

  /** An export's size in bytes and its flags. */
  public static ByteBuffer exportInfo(int option, long sizeBytes, int flags) {
    return start(option, HandshakeNumbers.REP_INFO, 12)
        .putShort((short) HandshakeNumbers.INFO_EXPORT)
        .putLong(sizeBytes)
        .putShort((short) flags)
        .flip();
  }

  /** An export's name or description. */
  public static ByteBuffer textInfo(int option, int info, String text) {
    byte[] bytes = Strings.cut(text, HandshakeNumbers.MAX_STRING_BYTES);
    return start(option, HandshakeNumbers.REP_INFO, 2 + bytes.length)
        .putShort((short) info)
        .put(bytes)
        .flip();
  }

  /** The smallest, the preferred and the largest request, in bytes. */
  public static ByteBuffer blockSizeInfo(int option, int least, int preferred, int most) {
    return start(option, HandshakeNumbers.REP_INFO, 14)
        .putShort((short) HandshakeNumbers.INFO_BLOCK_SIZE)
        .putInt(least)
        .putInt(preferred)
        .putInt(most)
        .flip();
  }

  /** A context that is there (its number does not matter), or has been chosen. */
  public static ByteBuffer context(int option, int id, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return start(option, HandshakeNumbers.REP_META_CONTEXT, 4 + text.length)
        .putInt(id)
        .put(text)
        .flip();
  }

  /** The answer to EXPORT_NAME, which has no header. */
  public static ByteBuffer exportNameReply(long sizeBytes, int flags, boolean hasZeroes) {
    ByteBuffer reply = ByteBuffer.allocate(hasZeroes ? 134 : 10);
    reply.putLong(sizeBytes).putShort((short) flags);
    return reply.clear();
  }
}
