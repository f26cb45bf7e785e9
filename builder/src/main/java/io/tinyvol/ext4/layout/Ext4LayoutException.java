package io.tinyvol.ext4.layout;

import java.io.IOException;
import java.util.Objects;

/** A tree does not fit into the file system asked for. The message is one short line. */
public final class Ext4LayoutException extends IOException {
  private static final long serialVersionUID = 1;

  Ext4LayoutException(String message) {
    super(message);
  }

  Ext4LayoutException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
