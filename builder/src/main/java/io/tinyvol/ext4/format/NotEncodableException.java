package io.tinyvol.ext4.format;

import java.io.IOException;
import java.util.Objects;

/** What ext4 has no form for. The message is one short line that says what it is. */
public final class NotEncodableException extends IOException {
  private static final long serialVersionUID = 1;

  /** What cannot be written, and why. */
  public NotEncodableException(String message) {
    super(message);
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
