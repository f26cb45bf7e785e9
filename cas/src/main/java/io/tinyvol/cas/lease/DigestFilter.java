package io.tinyvol.cas.lease;

import io.tinyvol.cas.Digest;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A set of digests that may say yes of one that was not added, and never no of one that was: Bloom
 * filters (Burton Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970), each
 * eight times as large as the one before, up to 16 MiB. So a few digests cost 16 KiB; the largest
 * takes 8 million at one wrong yes in a thousand, and more at more.
 *
 * <p>Thread-safe. Who looks after an addition has returned sees it; additions and looks of several
 * threads happen in one order that all agree on.
 */
final class DigestFilter {
  private static final int FIRST_BITS_LOG = 17;
  private static final int MOST_BITS_LOG = 27;
  private static final int GROWTH_LOG = 3;
  private static final int BITS_A_DIGEST = 16;
  private static final int PROBES = 7;

  /** Made with the first digest: most leases are for reading, and touch nothing. */
  private volatile @Nullable Layer newest;

  /** Layers that others made, to which nothing is added one by one. */
  private volatile @Nullable Layer adopted;

  private static final class Layer {
    final int bitsLog;
    final @Nullable Layer older;
    final AtomicLongArray words;
    int added; // roughly, for threads add to it at once: it only says when to make the next one

    Layer(int bitsLog, @Nullable Layer older) {
      this(
          bitsLog,
          older,
          new AtomicLongArray(1 << (bitsLog - Integer.numberOfTrailingZeros(Long.SIZE))));
    }

    private Layer(int bitsLog, @Nullable Layer older, AtomicLongArray words) {
      this.bitsLog = bitsLog;
      this.older = older;
      this.words = words;
    }

    /** The same bits, after other layers. */
    Layer after(@Nullable Layer others) {
      Layer copy = new Layer(bitsLog, others, words);
      copy.added = added;
      return copy;
    }

    int capacity() {
      return (1 << bitsLog) / BITS_A_DIGEST;
    }

    boolean isFull() {
      return bitsLog < MOST_BITS_LOG && added > capacity();
    }

    boolean hasRoomFor(Layer other) {
      return bitsLog == other.bitsLog && added + other.added <= capacity();
    }

    void addAll(Layer other) {
      for (int i = 0; i < words.length(); i++) {
        long more = other.words.get(i);
        if (more != 0) {
          words.getAndAccumulate(i, more, (old, bits) -> old | bits);
        }
      }
      added += other.added;
    }

    private int bit(Digest digest, int probe) {
      long hash = digest.word(1) + probe * (digest.word(2) | 1);
      return (int) (hash >>> (Long.SIZE - bitsLog));
    }

    boolean contains(Digest digest) {
      for (int probe = 0; probe < PROBES; probe++) {
        int bit = bit(digest, probe);
        if ((words.get(bit / Long.SIZE) & 1L << bit) == 0) {
          return false;
        }
      }
      return true;
    }

    void add(Digest digest) {
      for (int probe = 0; probe < PROBES; probe++) {
        int bit = bit(digest, probe);
        words.getAndAccumulate(bit / Long.SIZE, 1L << bit, (old, mask) -> old | mask);
      }
    }
  }

  void add(Digest digest) {
    Layer layer = newest;
    if (layer != null && layer.contains(digest)) {
      return;
    }
    if (layer == null || layer.isFull()) {
      layer = grown(layer);
    }
    layer.add(digest);
    layer.added++; // lost additions only make it grow a little later
  }

  private synchronized Layer grown(@Nullable Layer full) {
    Layer present = newest;
    if (present != null && !present.equals(full)) {
      return present; // another thread was first
    }
    int bitsLog = full == null ? FIRST_BITS_LOG : full.bitsLog + GROWTH_LOG;
    Layer next = new Layer(Math.min(bitsLog, MOST_BITS_LOG), full);
    newest = next;
    return next;
  }

  /**
   * Adds all of another one, to which nothing is added any more: into layers that have room, so
   * that many that have little take no more than one that has as much.
   */
  synchronized void addAll(DigestFilter ended) {
    for (Layer layer = ended.newest; layer != null; layer = layer.older) {
      Layer room = adopted;
      while (room != null && !room.hasRoomFor(layer)) {
        room = room.older;
      }
      if (room == null) {
        adopted = layer.after(adopted);
      } else {
        room.addAll(layer);
      }
    }
  }

  /** What its layers take. */
  long sizeBytes() {
    return sizeBytes(newest) + sizeBytes(adopted);
  }

  private static long sizeBytes(@Nullable Layer first) {
    long bytes = 0;
    for (Layer layer = first; layer != null; layer = layer.older) {
      bytes += (1L << layer.bitsLog) / Byte.SIZE;
    }
    return bytes;
  }

  boolean mightContain(Digest digest) {
    return contains(newest, digest) || contains(adopted, digest);
  }

  private static boolean contains(@Nullable Layer first, Digest digest) {
    for (Layer layer = first; layer != null; layer = layer.older) {
      if (layer.contains(digest)) {
        return true;
      }
    }
    return false;
  }
}
