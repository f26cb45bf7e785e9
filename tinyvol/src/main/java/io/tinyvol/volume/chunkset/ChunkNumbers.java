package io.tinyvol.volume.chunkset;

import io.tinyvol.cas.Digest;
import java.util.Arrays;

/**
 * Numbers distinct chunks from 0 on, in the order of their first sight: an open-addressing hash
 * table of flat arrays, so that millions of chunks cost some 25 bytes each and no objects. Chunks
 * are told apart by 128 bits of their digest, which is enough for accounts.
 */
public final class ChunkNumbers {
  private long[] first = new long[1 << 10];
  private long[] second = new long[1 << 10];
  private int[] slots = new int[1 << 12];
  private int size;

  /** How many chunks have a number. */
  public int size() {
    return size;
  }

  /** The number of a chunk, or -1 if it has none. */
  public int find(Digest chunk) {
    return slots[slot(chunk.firstWord(), chunk.secondWord())] - 1;
  }

  /** The number of a chunk; a new one is {@link #size()} before the call. */
  public int add(Digest chunk) {
    int slot = slot(chunk.firstWord(), chunk.secondWord());
    if (slots[slot] > 0) {
      return slots[slot] - 1;
    }
    if (2 * (size + 1) > slots.length) {
      slots = new int[2 * slots.length];
      for (int i = 0; i < size; i++) {
        slots[slot(first[i], second[i])] = i + 1;
      }
      slot = slot(chunk.firstWord(), chunk.secondWord());
    }
    if (size == first.length) {
      first = Arrays.copyOf(first, 2 * size);
      second = Arrays.copyOf(second, 2 * size);
    }
    first[size] = chunk.firstWord();
    second[size] = chunk.secondWord();
    slots[slot] = ++size;
    return size - 1;
  }

  /** The slot that has the key, or the free one where it belongs. */
  private int slot(long key1, long key2) {
    int mask = slots.length - 1;
    // The second word: the first one's high bits are alike within a part of the digests.
    int slot = (int) key2 & mask;
    while (slots[slot] > 0 && (first[slots[slot] - 1] != key1 || second[slots[slot] - 1] != key2)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
