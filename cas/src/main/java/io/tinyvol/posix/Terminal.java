package io.tinyvol.posix;

/** Whether a person watches. */
public final class Terminal {
  private static final int STDERR = 2;

  private Terminal() {}

  /** Whether standard error is a terminal. */
  public static boolean isStandardError() {
    return FileCalls.isTerminal(STDERR);
  }
}
