package io.tinyvol.daemon;

import io.tinyvol.service.Failure;

/** A request that is refused. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Failure failure;

  RequestException(Failure failure) {
    this(failure.code().httpStatus(), failure);
  }

  /** With a status that says more than the code does. */
  RequestException(int status, Failure failure) {
    super(failure.line());
    this.status = status;
    this.failure = failure;
  }

  int status() {
    return status;
  }

  Failure failure() {
    return failure;
  }
}
