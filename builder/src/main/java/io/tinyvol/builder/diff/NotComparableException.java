package io.tinyvol.builder.diff;

import java.io.IOException;
import java.util.Objects;

/** The files of two volumes cannot be compared at all. The message is a note for the user. */
final class NotComparableException extends IOException {
  private static final long serialVersionUID = 1;

  NotComparableException(String message) {
    super(message + ": files are not compared");
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
