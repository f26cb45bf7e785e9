package io.tinyvol.tar.format;

import java.util.Arrays;

/**
 * Where the stored bytes of a sparse file belong: pieces in ascending order, holes between. Not
 * thread-safe.
 */
public final class SparseMap {
  /** Pieces cost memory before their data is seen, and maps compress well. */
  private static final int MAX_PIECES = 1 << 20;

  private long[] words = new long[8];
  private int pieces;
  private long endByte;
  private long storedBytes;

  /**
   * Adds a piece behind the one before.
   *
   * @throws TarException if it is not there, or there are too many
   */
  public void add(long offset, long length) throws TarException {
    if (offset < endByte || length < 0 || offset + length < 0) {
      throw new TarException("a map of a sparse file whose pieces overlap");
    }
    endByte = offset + length;
    if (length == 0) {
      return; // marks the file's end
    }
    if (pieces == MAX_PIECES) {
      throw new TarException("a sparse file of more than " + MAX_PIECES + " pieces");
    }
    if (2 * pieces == words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    words[2 * pieces] = offset;
    words[2 * pieces + 1] = length;
    pieces++;
    storedBytes += length;
  }

  /**
   * Checks it against what the headers say.
   *
   * @throws TarException if it ends beyond the file, or the archive stores more or less than it
   */
  public void check(long fileBytes, long bytesInArchive) throws TarException {
    if (endByte > fileBytes) {
      throw new TarException("a sparse file with data behind its end");
    }
    if (storedBytes != bytesInArchive) {
      throw new TarException(
          "a sparse file of %d bytes of data, of which the archive has %d"
              .formatted(storedBytes, bytesInArchive));
    }
  }

  /** How many pieces there are. */
  public int pieces() {
    return pieces;
  }

  /** Where in the file a piece starts. */
  public long offset(int piece) {
    return words[2 * piece];
  }

  /** How many bytes it has. */
  public long length(int piece) {
    return words[2 * piece + 1];
  }
}
