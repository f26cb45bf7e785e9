package io.tinyvol.daemon;

import io.tinyvol.service.Failure;

/** A request that is refused. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Failure failure;
  private final String allowed;

  RequestException(Failure failure) {
    this(failure.code().httpStatus(), failure);
  }

  /** With a status that says more than the code does. */
  RequestException(int status, Failure failure) {
    this(status, failure, "");
  }

  /** With the methods that would have been allowed. */
  RequestException(int status, Failure failure, String allowed) {
    super(failure.line());
    this.status = status;
    this.failure = failure;
    this.allowed = allowed;
  }

  int status() {
    return status;
  }

  Failure failure() {
    return failure;
  }

  /** The value of the header Allow, or "". */
  String allowed() {
    return allowed;
  }
}
