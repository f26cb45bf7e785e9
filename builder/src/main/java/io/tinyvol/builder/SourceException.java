package io.tinyvol.builder;

import java.io.IOException;

/** A source that cannot become a volume as it was asked for: of another kind, or too large. */
public final class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Which source, and what is wrong with it. */
  public SourceException(String message) {
    super(message);
  }

  /** The same that another exception says, which is its cause. */
  public SourceException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
