package io.tinyvol.serve;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** What each block of a range may be, as checksums. Not thread-safe. */
final class Versions {
  static final int BLOCK = 4096;

  /** Of each block, the oldest first. */
  private final long[][] sums;

  private Versions(long[][] sums) {
    this.sums = sums;
  }

  /** Each block is what is there, which is whole blocks. */
  static Versions of(byte[] content) {
    long[][] sums = new long[content.length / BLOCK][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new long[] {sum(content, i)};
    }
    return new Versions(sums);
  }

  private static long sum(byte[] content, int block) {
    CRC32 high = new CRC32();
    CRC32C low = new CRC32C();
    high.update(content, block * BLOCK, BLOCK);
    low.update(content, block * BLOCK, BLOCK);
    return high.getValue() << 32 | low.getValue();
  }

  Versions copy() {
    return new Versions(Arrays.stream(sums).map(long[]::clone).toArray(long[][]::new));
  }

  /** A block may also be what it is in {@code content}. */
  void add(int block, byte[] content) {
    int count = sums[block].length;
    sums[block] = Arrays.copyOf(sums[block], count + 1);
    sums[block][count] = sum(content, block);
  }

  /** Blocks are what they were told to be last. */
  void keepLast(int fromBlock, int toBlock) {
    for (int i = fromBlock; i < toBlock; i++) {
      int count = sums[i].length;
      sums[i] = Arrays.copyOfRange(sums[i], count - 1, count);
    }
  }

  /** How many blocks may be more than one thing. */
  int uncertain() {
    return (int) Arrays.stream(sums).filter(block -> block.length > 1).count();
  }

  /** Fails if a block is nothing that it may be. */
  void check(byte[] content, String what) {
    for (int i = 0; i < sums.length; i++) {
      long found = sum(content, i);
      if (Arrays.stream(sums[i]).noneMatch(sum -> sum == found)) {
        throw new AssertionError(
            "%s: block %d is none of the %d that it may be%s"
                .formatted(what, i, sums[i].length, isZero(content, i) ? ", but zeros" : ""));
      }
    }
  }

  private static boolean isZero(byte[] content, int block) {
    int from = block * BLOCK;
    return Arrays.equals(content, from, from + BLOCK, new byte[BLOCK], 0, BLOCK);
  }
}
