package io.tinyvol.volume.chunkset;

import io.tinyvol.cas.Digest;

/**
 * Splits all digests into parts by their first bits, so that accounts of any number of chunks are
 * kept part after part in bounded memory.
 *
 * @param bits 2 to the power of this is the number of parts; at most 8
 */
public record DigestParts(int bits) {
  private static final long CHUNKS_A_PART = 1_500_000;

  /** As few parts as keep each at a bounded number of chunks. */
  public static DigestParts forChunks(long atMost) {
    int bits = 0;
    while (bits < 8 && atMost >> bits > CHUNKS_A_PART) {
      bits++;
    }
    return new DigestParts(bits);
  }

  /** The number of parts. */
  public int count() {
    return 1 << bits;
  }

  /** Whether a digest is in a part. */
  public boolean contains(int part, Digest digest) {
    return bits == 0 || digest.firstWord() >>> (64 - bits) == part;
  }

  /**
   * The first bytes that a part's digests have: from this one on, {@code 256 / count()} of them.
   */
  public int firstByte(int part) {
    return part << (8 - bits);
  }
}
