package io.tinyvol.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Puts right checksums into what looks like headers of an archive. */
final class TarSums {
  private static final int BLOCK_BYTES = 512;
  private static final int MAGIC_AT = 257;
  private static final int SUM_AT = 148;
  private static final int SUM_BYTES = 8;

  private TarSums() {}

  static void mend(byte[] archive) {
    for (int at = 0; at + BLOCK_BYTES <= archive.length; at += BLOCK_BYTES) {
      if (archive[at + MAGIC_AT] == 'u' && archive[at + MAGIC_AT + 1] == 's') {
        Arrays.fill(archive, at + SUM_AT, at + SUM_AT + SUM_BYTES, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + BLOCK_BYTES; i++) {
          sum += Byte.toUnsignedInt(archive[i]);
        }
        byte[] digits =
            String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, archive, at + SUM_AT, SUM_BYTES);
      }
    }
  }
}
