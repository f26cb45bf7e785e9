package io.tinyvol.tree;

import io.tinyvol.cas.Digest;
import java.util.Arrays;

/**
 * A file's content as pieces, each the content of one chunk, in ascending order; what lies between
 * them is zeros. Positions and lengths are in blocks of {@link #BLOCK_BYTES}; the last piece may
 * cover the file's last block, which the file fills in part. Immutable and packed: 40 bytes a
 * piece.
 */
public final class FileContent {
  /** Pieces are whole blocks of this size. */
  public static final int BLOCK_BYTES = 4096;

  /** No bytes. */
  public static final FileContent EMPTY = new FileContent(0, new long[0]);

  private static final int WORDS = 5;
  private static final int COUNT_BITS = 16;

  private final long sizeBytes;
  private final long[] words;

  private FileContent(long sizeBytes, long[] words) {
    this.sizeBytes = sizeBytes;
    this.words = words;
  }

  /** How long the file is. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** How many pieces there are. */
  public int pieces() {
    return words.length / WORDS;
  }

  /** Where a piece starts, in blocks from the file's start. */
  public long startBlock(int piece) {
    return words[piece * WORDS] >>> COUNT_BITS;
  }

  /** How many blocks a piece has. */
  public int blockCount(int piece) {
    return (int) (words[piece * WORDS] & ((1 << COUNT_BITS) - 1));
  }

  /** The chunk that a piece is the content of. */
  public Digest chunk(int piece) {
    int at = piece * WORDS;
    return new Digest(words[at + 1], words[at + 2], words[at + 3], words[at + 4]);
  }

  /** How many blocks all pieces have together. */
  public long dataBlocks() {
    long blocks = 0;
    for (int i = 0; i < pieces(); i++) {
      blocks += blockCount(i);
    }
    return blocks;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FileContent other
        && sizeBytes == other.sizeBytes
        && Arrays.equals(words, other.words);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(sizeBytes) + Arrays.hashCode(words);
  }

  /** Puts a content together, piece by piece. Not thread-safe. */
  public static final class Builder {
    private long[] words = new long[WORDS];
    private int used;
    private long endBlock;

    /**
     * Adds a piece at or after the end of the one before.
     *
     * @throws IllegalArgumentException if it is not, or has no blocks or too many
     */
    public void add(long startBlock, int blockCount, Digest chunk) {
      if (startBlock < endBlock || blockCount <= 0 || blockCount >= 1 << COUNT_BITS) {
        throw new IllegalArgumentException(blockCount + " blocks at " + startBlock);
      }
      if (used + WORDS > words.length) {
        words = Arrays.copyOf(words, Math.max(used + WORDS, Math.addExact(used, used / 2)));
      }
      words[used] = startBlock << COUNT_BITS | blockCount;
      words[used + 1] = chunk.word(0);
      words[used + 2] = chunk.word(1);
      words[used + 3] = chunk.word(2);
      words[used + 4] = chunk.word(3);
      used += WORDS;
      endBlock = startBlock + blockCount;
    }

    /** Appends the pieces of another, which start at or after the end of these. */
    public void addAll(Builder other) {
      for (int at = 0; at < other.used; at += WORDS) {
        long[] w = other.words;
        add(
            w[at] >>> COUNT_BITS,
            (int) (w[at] & ((1 << COUNT_BITS) - 1)),
            new Digest(w[at + 1], w[at + 2], w[at + 3], w[at + 4]));
      }
    }

    /**
     * The content of a file of that size.
     *
     * @throws IllegalArgumentException if a piece lies beyond it
     */
    public FileContent build(long sizeBytes) {
      if (endBlock > Math.ceilDiv(sizeBytes, BLOCK_BYTES)) {
        throw new IllegalArgumentException("pieces to block " + endBlock + " of " + sizeBytes);
      }
      return used == 0 && sizeBytes == 0
          ? EMPTY
          : new FileContent(sizeBytes, Arrays.copyOf(words, used));
    }
  }
}
