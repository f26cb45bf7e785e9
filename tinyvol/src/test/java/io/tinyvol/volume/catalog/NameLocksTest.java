package io.tinyvol.volume.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NameLocksTest {
  private static final List<String> NONE = List.of();

  private final NameLocks locks = new NameLocks();

  private void take(List<String> kept, List<String> changed) {
    locks.hold(kept, changed).close();
  }

  @Test
  void whoChangesANameHasItAlone() throws Exception {
    try (ExecutorService executor = Executors.newCachedThreadPool()) {
      List<Future<?>> waiting = new ArrayList<>();
      try (NameLocks.Held _ = locks.hold(List.of("kept"), List.of("changed"))) {
        executor.submit(() -> take(List.of("kept"), List.of("other"))).get();
        waiting.add(executor.submit(() -> take(NONE, List.of("changed"))));
        waiting.add(executor.submit(() -> take(List.of("changed"), NONE)));
        waiting.add(executor.submit(() -> take(NONE, List.of("a", "kept"))));
        for (Future<?> future : waiting) {
          assertThrows(TimeoutException.class, () -> future.get(30, TimeUnit.MILLISECONDS));
        }
      }
      for (Future<?> future : waiting) {
        future.get();
      }
    }
  }

  /** With many names some have the same lock, in whatever order they are named. */
  @Test
  void nobodyWaitsInACircle() throws Exception {
    int[] count = new int[1];
    try (ExecutorService executor = Executors.newCachedThreadPool()) {
      List<Future<?>> ends = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        Random random = new Random(thread);
        ends.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < 2000; i++) {
                    List<String> changed = new ArrayList<>(List.of("counter"));
                    for (int more = random.nextInt(4); more > 0; more--) {
                      changed.add(random.nextInt(changed.size()), "" + random.nextInt(1000));
                    }
                    try (NameLocks.Held _ =
                        locks.hold(List.of("" + random.nextInt(1000), "counter"), changed)) {
                      count[0]++;
                    }
                  }
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    assertEquals(16_000, count[0]);
  }
}
