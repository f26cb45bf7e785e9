package io.tinyvol.posix;

import java.io.IOException;

/** Which permissions new files do not get (umask(2)). */
public final class Umask {
  /** For sockets and files that only their owner may use. */
  public static final int OWNER_ONLY = 0177;

  private Umask() {}

  /** What runs with another umask. */
  @FunctionalInterface
  public interface Action<T> {
    /** Runs it. */
    T run() throws IOException;
  }

  /**
   * Sets the umask while an action runs. It is the whole process's: files that other threads make
   * meanwhile get it too. So it is for the start, and for short actions with a mask that harms
   * nobody; one runs at a time.
   *
   * @param mask the permissions that are taken away
   * @throws IOException what the action throws
   */
  public static <T> T during(int mask, Action<T> action) throws IOException {
    synchronized (Umask.class) {
      int before = set(mask);
      try {
        return action.run();
      } finally {
        set(before);
      }
    }
  }

  private static int set(int mask) throws ErrnoException {
    return (int) Kernel.call(CallNumber.UMASK, mask, 0, 0, 0);
  }
}
