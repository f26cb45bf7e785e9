package io.tinyvol.tree;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes names, which are any bytes, as text that tells each from all others. */
public final class EscapedText {
  private EscapedText() {}

  /** Bytes as UTF-8; what is not, control characters and the backslash become \xNN. */
  public static String of(byte[] bytes) {
    if (isPlain(bytes)) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StringBuilder text = new StringBuilder();
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      appendEscaped(text, out.flip());
      out.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        appendByte(text, in.get());
      }
      decoder.reset();
    }
  }

  private static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      if (b < ' ' || b == 0x7F || b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void appendEscaped(StringBuilder text, CharBuffer chars) {
    while (chars.hasRemaining()) {
      char c = chars.get();
      if (c != '\\' && !Character.isISOControl(c)) {
        text.append(c);
        continue;
      }
      for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
        appendByte(text, b);
      }
    }
  }

  private static void appendByte(StringBuilder text, byte b) {
    text.append(String.format(Locale.ROOT, "\\x%02X", b));
  }
}
