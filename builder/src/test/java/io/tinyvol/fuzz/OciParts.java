package io.tinyvol.fuzz;

import io.tinyvol.testing.TarMaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of an image, each after a line with its name, parted by bytes of 0x1E. In the files
 * that come later {@code @D0} stands for the digest of the first, {@code @S0} for its size, and so
 * on to 9. A file without a name is a blob. All of them make an archive.
 */
final class OciParts {
  private static final byte SEPARATOR = 0x1e;
  private static final int MOST_NAME_BYTES = 100;

  private final TarMaker archive = new TarMaker();
  private final List<String> digests = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();

  private OciParts() {}

  static byte[] archive(byte[] input) {
    OciParts parts = new OciParts();
    int from = 0;
    for (int at = 0; at <= input.length; at++) {
      if (at == input.length || input[at] == SEPARATOR) {
        parts.add(Arrays.copyOfRange(input, from, at));
        from = at + 1;
      }
    }
    return parts.archive.finish();
  }

  private void add(byte[] part) {
    int line = 0;
    while (line < part.length && part[line] != '\n') {
      line++;
    }
    String name = latin1(part, 0, Math.min(line, MOST_NAME_BYTES));
    byte[] bytes = filledIn(latin1(part, Math.min(line + 1, part.length), part.length));
    String hex = sha256(bytes);
    digests.add(hex);
    sizes.add(bytes.length);
    String path = name.isEmpty() ? "blobs/sha256/" + hex : filledInText(name);
    if (path.length() <= MOST_NAME_BYTES) {
      archive.header('0', path, "", bytes.length).content(bytes);
    }
  }

  private byte[] filledIn(String text) {
    return filledInText(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private String filledInText(String text) {
    String filled = text;
    for (int i = 0; i < Math.min(digests.size(), 10); i++) {
      filled = filled.replace("@D" + i, digests.get(i)).replace("@S" + i, "" + sizes.get(i));
    }
    return filled;
  }

  private static String latin1(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
