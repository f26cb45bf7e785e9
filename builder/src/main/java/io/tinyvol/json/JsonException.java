package io.tinyvol.json;

import java.io.IOException;

/** A document is not JSON, or not what it should be. */
public final class JsonException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public JsonException(String message) {
    super(message);
  }

  /** What is wrong, and how it showed. */
  public JsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
