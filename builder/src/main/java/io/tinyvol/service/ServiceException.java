package io.tinyvol.service;

import java.io.IOException;

/** The owner of the store refused something, or failed: it has been put into words already. */
public final class ServiceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /** What the owner answered. */
  public ServiceException(Failure failure) {
    super(failure.line());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
