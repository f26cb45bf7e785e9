package io.tinyvol.cas.lease;

import io.tinyvol.cas.Digest;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Content that is being looked at once more, and deleted where nobody has touched it. */
final class Condemned {
  private static final long LOOK_AGAIN_MILLIS = 1;

  private final Set<Digest> contents;
  private final CountDownLatch done = new CountDownLatch(1);

  Condemned(Set<Digest> contents) {
    this.contents = contents;
  }

  boolean contains(Digest content) {
    return contents.contains(content);
  }

  void release() {
    done.countDown();
  }

  /** The wait is for one batch of deletions: milliseconds. An interrupt is kept for later. */
  void awaitDone(Steps steps) {
    boolean interrupted = false;
    boolean isDone = done.getCount() == 0;
    while (!isDone) {
      steps.before(Steps.Step.WAIT);
      try {
        isDone = done.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
