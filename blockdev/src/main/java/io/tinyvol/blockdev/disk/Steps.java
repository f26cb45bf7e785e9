package io.tinyvol.blockdev.disk;

/** Is told of each step of an operation when it is done: for tests that end there. */
@FunctionalInterface
public interface Steps {
  /** Nobody looks. */
  Steps NONE = step -> {};

  /**
   * A step is done.
   *
   * @param step which
   */
  void done(String step);
}
