package io.tinyvol.cas.lease;

import io.tinyvol.cas.Digest;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A set of digests that may say yes of one that was not added, and never no of one that was: Bloom
 * filters (Burton Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970), each
 * eight times as large as the one before, up to 16 MiB. So a few digests cost 16 KiB; the largest
 * takes 13 million at one wrong yes in a hundred, and more at more.
 *
 * <p>Thread-safe. Who looks after an addition has returned sees it; additions and looks of several
 * threads happen in one order that all agree on.
 */
final class DigestFilter {
  private static final int FIRST_BITS_LOG = 17;
  private static final int MOST_BITS_LOG = 27;
  private static final int GROWTH_LOG = 3;
  private static final int BITS_A_DIGEST = 10;
  private static final int PROBES = 7;

  /** Made with the first digest: most leases are for reading, and touch nothing. */
  private volatile @Nullable Layer newest;

  private static final class Layer {
    final int bitsLog;
    final @Nullable Layer older;
    final AtomicLongArray words;
    int added; // roughly, for threads add to it at once: it only says when to make the next one

    Layer(int bitsLog, @Nullable Layer older) {
      this.bitsLog = bitsLog;
      this.older = older;
      this.words = new AtomicLongArray(1 << (bitsLog - Integer.numberOfTrailingZeros(Long.SIZE)));
    }

    boolean isFull() {
      return bitsLog < MOST_BITS_LOG && added > (1 << bitsLog) / BITS_A_DIGEST;
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

  boolean mightContain(Digest digest) {
    for (Layer layer = newest; layer != null; layer = layer.older) {
      if (layer.contains(digest)) {
        return true;
      }
    }
    return false;
  }
}
