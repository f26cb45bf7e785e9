package io.tinyvol.cli;

import org.jspecify.annotations.Nullable;

/**
 * What an option or a parameter is set to, once the command line has been parsed.
 *
 * @param <T> its type, nullable where it may be left out and has no default
 */
public final class Argument<T extends @Nullable Object> {
  private T value;

  Argument(T initial) {
    value = initial;
  }

  /** The value. */
  public T get() {
    return value;
  }

  void set(T newValue) {
    value = newValue;
  }
}
