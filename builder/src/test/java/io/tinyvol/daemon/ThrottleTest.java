package io.tinyvol.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.volume.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Work rests in proportion to the time that it took, by a clock that only this moves. */
class ThrottleTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private final List<Long> rests = new ArrayList<>();
  private boolean isAwaited;
  private int left = Integer.MAX_VALUE;

  private final Progress cancelled =
      new Progress() {
        @Override
        public void begin(String what, long totalBytes) {}

        @Override
        public void advance(long bytes) {
          if (left-- == 0) {
            throw new CancellationException();
          }
        }
      };

  private Throttle throttle(double share) {
    return new Throttle(cancelled, share, () -> isAwaited, () -> now, this::sleep);
  }

  private void sleep(long nanos) {
    rests.add(nanos);
    now += nanos;
  }

  @Test
  void itRestsForWhatItDid() {
    Throttle throttle = throttle(0.1);
    now += 10 * MILLI;
    throttle.advance(1);
    assertEquals(List.of(90 * MILLI), rests);
    now += MILLI / 4;
    throttle.advance(1);
    assertEquals(1, rests.size(), "so little is saved up");
    now += MILLI;
    throttle.advance(1);
    assertEquals(MILLI * 5 / 4 * 9, rests.getLast());
    assertEquals(0, throttle.owedNanos());
  }

  @Test
  void itLooksNowAndThenWhetherToGoOn() {
    Throttle throttle = throttle(0.5);
    now += 2500 * MILLI;
    left = 2;
    assertThrows(CancellationException.class, () -> throttle.advance(1));
    assertEquals(List.of(1000 * MILLI, 1000 * MILLI), rests);
    assertEquals(500 * MILLI, throttle.owedNanos());
  }

  @Test
  void nobodyIsKeptWaiting() {
    Throttle throttle = throttle(0.1);
    isAwaited = true;
    now += 10 * MILLI;
    throttle.advance(1);
    assertEquals(List.of(), rests);
    assertEquals(90 * MILLI, throttle.owedNanos());
  }

  @Test
  void anInterruptEndsARest() {
    Throttle throttle = throttle(0.5);
    now += 100 * MILLI;
    Thread.currentThread().interrupt();
    throttle.advance(1);
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), rests);
  }

  @Test
  void aWholeCoreIsNoReasonToRest() {
    Throttle throttle = throttle(1);
    now += 1000 * MILLI;
    throttle.advance(1);
    assertTrue(rests.isEmpty());
    assertFalse(throttle.owedNanos() > 0);
  }
}
