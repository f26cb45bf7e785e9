package io.tinyvol.cas.lease;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Digest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestFilterTest {
  private static Digest random(Random random) {
    return new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  @Test
  void hasWhatWasAddedAndLittleElse() {
    int count = 300_000;
    DigestFilter filter = new DigestFilter();
    assertFalse(filter.mightContain(random(new Random(7))));
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      filter.add(random(random));
    }
    Random again = new Random(1);
    for (int i = 0; i < count; i++) {
      assertTrue(filter.mightContain(random(again)));
    }
    int wrong = 0;
    Random others = new Random(2);
    for (int i = 0; i < count; i++) {
      wrong += filter.mightContain(random(others)) ? 1 : 0;
    }
    assertTrue(wrong < count / 30, wrong + " of " + count);
  }

  /** As those of a hundred builds, most of which are small. */
  @Test
  void manyTogetherTakeNoMoreThanOne() {
    int filters = 100;
    DigestFilter all = new DigestFilter();
    DigestFilter one = new DigestFilter();
    for (int seed = 0; seed < filters; seed++) {
      DigestFilter filter = new DigestFilter();
      Random random = new Random(seed);
      for (int i = 0; i < 20 * seed; i++) {
        Digest digest = random(random);
        filter.add(digest);
        one.add(digest);
      }
      all.addAll(filter);
    }
    for (int seed = 0; seed < filters; seed++) {
      Random random = new Random(seed);
      for (int i = 0; i < 20 * seed; i++) {
        assertTrue(all.mightContain(random(random)));
      }
    }
    assertTrue(all.sizeBytes() <= one.sizeBytes(), all.sizeBytes() + ", " + one.sizeBytes());
    int wrong = 0;
    Random others = new Random(-1);
    for (int i = 0; i < 100_000; i++) {
      wrong += all.mightContain(random(others)) ? 1 : 0;
    }
    assertTrue(wrong < 5000, wrong + " of 100000");
  }

  @Test
  void threadsThatAddAtOnceLoseNothing() throws InterruptedException {
    int each = 50_000;
    DigestFilter filter = new DigestFilter();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      Random random = new Random(t);
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      filter.add(random(random));
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int t = 0; t < threads.length; t++) {
      Random random = new Random(t);
      for (int i = 0; i < each; i++) {
        assertTrue(filter.mightContain(random(random)));
      }
    }
  }
}
