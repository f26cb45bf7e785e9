package io.tinyvol.ext4.format;

import io.tinyvol.tree.FileName;
import java.util.UUID;

/**
 * The hash that orders the names in a directory's index: half of MD4, the names' bytes unsigned
 * (directory.rst, "Hash Tree Directories"; fs/ext4/hash.c). The superblock has to say {@link
 * #VERSION} and the flag of unsigned hashes. Immutable.
 */
public final class DirectoryHash {
  /** The number of half MD4 in superblocks and indexes. */
  public static final byte VERSION = 1;

  private static final int ROUND_BYTES = 32;
  private static final int K2 = 0x5A827999;
  private static final int K3 = 0x6ED9EBA1;

  /** The greatest hash marks the end for those who list a directory, so no name may have it. */
  private static final int END = 0xFFFFFFFE;

  private final int[] start;

  /** The hash with a seed, whose sixteen bytes are those of the superblock in their order. */
  public DirectoryHash(UUID seed) {
    long high = seed.getMostSignificantBits();
    long low = seed.getLeastSignificantBits();
    if (high == 0 && low == 0) {
      // No seed: MD4's own start.
      start = new int[] {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    } else {
      start =
          new int[] {
            Integer.reverseBytes((int) (high >>> 32)),
            Integer.reverseBytes((int) high),
            Integer.reverseBytes((int) (low >>> 32)),
            Integer.reverseBytes((int) low)
          };
    }
  }

  /** The hash of a name: 31 bits above a zero, which indexes use to tell of a continuation. */
  public int of(FileName name) {
    int[] state = start.clone();
    int[] words = new int[ROUND_BYTES / Integer.BYTES];
    for (int at = 0; at < name.length(); at += ROUND_BYTES) {
      fill(words, name, at);
      transform(state, words);
    }
    int hash = state[1] & ~1;
    return hash == END ? END - 2 : hash;
  }

  /** Big-endian words; after the name's end they have its remaining length in every byte. */
  private static void fill(int[] words, FileName name, int from) {
    int left = name.length() - from;
    int padding = (left & 0xFF) * 0x01010101;
    int at = from;
    int end = Math.min(name.length(), from + ROUND_BYTES);
    for (int i = 0; i < words.length; i++) {
      int word = padding;
      for (int k = 0; k < Integer.BYTES && at < end; k++) {
        word = word << Byte.SIZE | Byte.toUnsignedInt(name.byteAt(at));
        at++;
      }
      words[i] = word;
    }
  }

  /** The three rounds of MD4, each with half of the steps. */
  private static void transform(int[] state, int[] words) {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    for (int i = 0; i < 8; i += 4) {
      a = step(a + choose(b, c, d) + words[i], 3);
      d = step(d + choose(a, b, c) + words[i + 1], 7);
      c = step(c + choose(d, a, b) + words[i + 2], 11);
      b = step(b + choose(c, d, a) + words[i + 3], 19);
    }
    for (int i = 1; i >= 0; i--) {
      a = step(a + majority(b, c, d) + words[i] + K2, 3);
      d = step(d + majority(a, b, c) + words[i + 2] + K2, 5);
      c = step(c + majority(d, a, b) + words[i + 4] + K2, 9);
      b = step(b + majority(c, d, a) + words[i + 6] + K2, 13);
    }
    for (int i = 3; i >= 1; i -= 2) {
      a = step(a + (b ^ c ^ d) + words[i] + K3, 3);
      d = step(d + (a ^ b ^ c) + words[i + 4] + K3, 9);
      c = step(c + (d ^ a ^ b) + words[i - 1] + K3, 11);
      b = step(b + (c ^ d ^ a) + words[i + 3] + K3, 15);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }

  private static int choose(int x, int y, int z) {
    return z ^ (x & (y ^ z));
  }

  private static int majority(int x, int y, int z) {
    return (x & y) + ((x ^ y) & z);
  }

  private static int step(int sum, int distance) {
    return Integer.rotateLeft(sum, distance);
  }
}
