package io.tinyvol.cas.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Fields of payloads that may hold what they cannot mean. */
public final class PayloadFields {
  private static final int NANOS_OF_SECOND = 1_000_000_000;

  private PayloadFields() {}

  /** Puts a time: seconds since 1970 (8 bytes) and nanoseconds (4). */
  public static void putTime(ByteBuffer out, Instant time) {
    out.putLong(time.getEpochSecond()).putInt(time.getNano());
  }

  /**
   * Takes a time.
   *
   * @throws IllegalArgumentException if the nanoseconds are not those of a second
   * @throws java.time.DateTimeException if the seconds are more than there are
   */
  public static Instant time(ByteBuffer in) {
    long seconds = in.getLong();
    int nanos = in.getInt();
    if (nanos < 0 || nanos >= NANOS_OF_SECOND) {
      throw new IllegalArgumentException(nanos + " nanoseconds of a second");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /**
   * Takes a text.
   *
   * @throws java.nio.BufferUnderflowException if there are not as many bytes
   * @throws IllegalArgumentException if they are not UTF-8: read as something else, it might be too
   *     long to be written again
   */
  public static String text(ByteBuffer in, int lengthBytes) {
    byte[] utf8 = new byte[lengthBytes];
    in.get(utf8);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text that is not UTF-8", e);
    }
  }
}
