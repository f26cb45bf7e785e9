package io.tinyvol.blockdev.thin;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Waits a moment for others. */
final class Pause {
  private Pause() {}

  static void millis(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
