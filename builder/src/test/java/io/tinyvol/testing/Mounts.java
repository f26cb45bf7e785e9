package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Path;

/** What tests mount. */
public final class Mounts {
  private static final int TRIES = 50;
  private static final int PAUSE_MILLIS = 200;

  private Mounts() {}

  /**
   * Unmounts a file system. While another test makes a namespace of mounts of its own, the kernel
   * may take any for busy; who keeps a file open keeps it busy for longer than is waited here.
   *
   * @throws AssertionError if it stays busy
   */
  public static void unmount(Path mount) throws IOException, InterruptedException {
    for (int tried = 1; ; tried++) {
      try {
        Commands.run("umount", mount.toString());
        return;
      } catch (AssertionError e) {
        if (tried == TRIES || !String.valueOf(e.getMessage()).contains("target is busy")) {
          throw e;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }
}
