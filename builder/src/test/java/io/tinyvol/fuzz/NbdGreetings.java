package io.tinyvol.fuzz;

import io.tinyvol.blockdev.nbd.format.HandshakeNumbers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How clients of the NBD server begin. */
final class NbdGreetings {
  private static final int FLAGS = HandshakeNumbers.FIXED_NEWSTYLE | HandshakeNumbers.NO_ZEROES;

  private NbdGreetings() {}

  /** 0 nothing, 1 flags, 2 all up to the use of an export, 3 the same with all that there is. */
  static byte[] of(int kind, String export) {
    ByteBuffer sent = ByteBuffer.allocate(1 << 10);
    byte[] name = export.getBytes(StandardCharsets.UTF_8);
    if (kind > 0) {
      sent.putInt(FLAGS);
    }
    if (kind == 3) {
      option(sent, HandshakeNumbers.OPT_STRUCTURED_REPLY, new byte[0]);
      option(sent, HandshakeNumbers.OPT_SET_META_CONTEXT, contexts(name));
    }
    if (kind > 1) {
      ByteBuffer go = ByteBuffer.allocate(6 + name.length).putInt(name.length).put(name);
      option(sent, HandshakeNumbers.OPT_GO, go.array());
    }
    return Frames.bytes(sent.flip());
  }

  private static byte[] contexts(byte[] name) {
    byte[] base = "base:allocation".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer data = ByteBuffer.allocate(12 + name.length + base.length);
    data.putInt(name.length).put(name).putInt(1).putInt(base.length).put(base);
    return data.array();
  }

  static void option(ByteBuffer sent, int option, byte[] data) {
    sent.putLong(HandshakeNumbers.OPTION_MAGIC).putInt(option).putInt(data.length).put(data);
  }
}
