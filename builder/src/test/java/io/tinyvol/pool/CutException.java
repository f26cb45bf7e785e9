package io.tinyvol.pool;

import io.tinyvol.blockdev.disk.Steps;

/** An error that nothing expects, as a cut. */
final class CutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Steps the first of which that has a name is the last one. */
  static Steps at(String last) {
    return step -> {
      if (step.equals(last)) {
        throw new CutException();
      }
    };
  }
}
