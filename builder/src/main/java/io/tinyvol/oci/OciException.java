package io.tinyvol.oci;

import java.io.IOException;

/** An image that is damaged, is not there, or is of a kind that is not read. */
public class OciException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and with which part. */
  public OciException(String message) {
    super(message);
  }

  OciException(String message, Throwable cause) {
    super(message, cause);
  }
}
