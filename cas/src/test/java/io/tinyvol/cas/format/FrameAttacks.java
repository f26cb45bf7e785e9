package io.tinyvol.cas.format;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.cas.UnsupportedFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** What every framed file must withstand. */
public final class FrameAttacks {
  private static final int VERSION_AT = 4;
  private static final int COMPATIBLE_AT = 8;
  private static final int INCOMPATIBLE_AT = 12;
  private static final int LENGTH_AT = 16;
  private static final int PAYLOAD_AT = 20;

  private FrameAttacks() {}

  /** Decodes a whole file. */
  @FunctionalInterface
  public interface Decoder {
    /** What was read. */
    Object decode(byte[] file, String what) throws IOException;
  }

  /** Every truncation, flipped bit and appended byte is refused: there is a checksum. */
  public static void refusesAllDamage(byte[] file, Decoder decoder) {
    for (int length = 0; length < file.length; length++) {
      refuses(Arrays.copyOf(file, length), decoder, "cut at " + length);
    }
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refuses(flipped, decoder, "bit " + bit + " flipped");
    }
    for (int more : new int[] {1, 4, 1000}) {
      refuses(Arrays.copyOf(file, file.length + more), decoder, more + " bytes appended");
    }
  }

  private static void refuses(byte[] file, Decoder decoder, String damage) {
    try {
      fail("accepted with " + damage + ": " + decoder.decode(file, "WHAT"));
    } catch (CorruptDataException | UnsupportedFormatException e) {
      assertTrue(e.toString().contains("WHAT"), () -> e + " does not name the file");
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("with " + damage + ": " + e, e);
    }
  }

  /** What other programs write is told from damage, and ignored where it may be. */
  public static void tellsNewerFromDamaged(byte[] file, Decoder decoder) throws IOException {
    int known = view(file).getShort(VERSION_AT);
    for (int version : new int[] {0, 1, 2, 3, 0x7fff, 0xffff}) {
      byte[] other = file.clone();
      view(other).putShort(VERSION_AT, (short) version);
      String says = "WHAT: has format version " + version;
      if (version > known) {
        refusesAsNewer(other, decoder, says);
      } else if (version < known) {
        refuses(other, decoder, says, "use the tinyvol that wrote it");
      }
    }
    for (int bit = 0; bit < 32; bit++) {
      byte[] newer = file.clone();
      view(newer).putInt(INCOMPATIBLE_AT, 1 << bit);
      refusesAsNewer(newer, decoder, "%#x".formatted(1 << bit));
      byte[] compatible = file.clone();
      view(compatible).putInt(COMPATIBLE_AT, 1 << bit);
      decoder.decode(seal(compatible), "WHAT");
    }
    byte[] other = file.clone();
    other[3] ^= 1;
    assertThrows(CorruptDataException.class, () -> decoder.decode(seal(other), "WHAT"));
  }

  private static void refusesAsNewer(byte[] newer, Decoder decoder, String says) {
    refuses(newer, decoder, says, "use a newer tinyvol");
  }

  private static void refuses(byte[] unknown, Decoder decoder, String says, String advice) {
    UnsupportedFormatException e =
        assertThrows(UnsupportedFormatException.class, () -> decoder.decode(seal(unknown), "WHAT"));
    assertTrue(e.toString().contains(says), e::toString);
    assertTrue(e.toString().contains(advice), e::toString);
  }

  /**
   * Payloads of all kinds under a right checksum: they are refused as corrupt, or are valid, but
   * nothing else is thrown.
   */
  public static void withstandsHostilePayloads(byte[] file, Decoder decoder) {
    byte[] payload = Arrays.copyOfRange(file, PAYLOAD_AT, file.length - 4);
    for (int length = 0; length < payload.length; length++) {
      decodeHostile(framed(file, Arrays.copyOf(payload, length)), decoder);
    }
    Trials.run(
        3000,
        random -> {
          byte[] mutated = payload.clone();
          byte[] extremes = {0, 1, -1, Byte.MAX_VALUE, Byte.MIN_VALUE};
          int at = random.nextInt(mutated.length);
          int run = Math.min(1 + random.nextInt(12), mutated.length - at);
          byte extreme = extremes[random.nextInt(extremes.length)];
          for (int i = at; i < at + run; i++) {
            mutated[i] = random.nextInt(8) == 0 ? (byte) random.nextInt() : extreme;
          }
          decodeHostile(framed(file, mutated), decoder);
          decodeHostile(framed(file, TestContent.random(random, random.nextInt(300))), decoder);
        });
  }

  private static void decodeHostile(byte[] file, Decoder decoder) {
    try {
      decoder.decode(file, "WHAT");
    } catch (CorruptDataException | UnsupportedFormatException expected) {
      // Only these are right.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] framed(byte[] file, byte[] payload) {
    byte[] frame = new byte[FrameFormat.OVERHEAD_BYTES + payload.length];
    view(frame).put(file, 0, LENGTH_AT).putInt(payload.length).put(payload);
    return seal(frame);
  }

  /** A copy of a file with this change, under a right checksum. */
  public static byte[] resealed(byte[] file, Consumer<ByteBuffer> change) {
    byte[] changed = file.clone();
    change.accept(view(changed));
    return seal(changed);
  }

  private static ByteBuffer view(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes the checksum right. */
  private static byte[] seal(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file, 0, file.length - 4);
    view(file).putInt(file.length - 4, (int) crc.getValue());
    return file;
  }
}
