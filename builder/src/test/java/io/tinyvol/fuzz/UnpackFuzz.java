package io.tinyvol.fuzz;

import io.tinyvol.unpack.UnpackBudget;
import io.tinyvol.unpack.UnpackException;
import io.tinyvol.unpack.Unpacker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;

/** Compressed streams. No more comes out than is allowed. */
public final class UnpackFuzz {
  private static final int MOST_BYTES = 1 << 20;

  private UnpackFuzz() {}

  /** Unpacks one stream. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    byte[] scratch = new byte[8 << 10];
    long total = 0;
    try (InputStream plain =
        Unpacker.open(
            new ByteArrayInputStream(input),
            new UnpackBudget(MOST_BYTES),
            UnaryOperator.identity())) {
      for (int got; (got = plain.read(scratch)) >= 0; ) {
        total += got;
      }
    } catch (UnpackException e) {
      // as documented
    }
    if (total > MOST_BYTES) {
      throw new AssertionError("it unpacked to " + total + " bytes");
    }
  }
}
