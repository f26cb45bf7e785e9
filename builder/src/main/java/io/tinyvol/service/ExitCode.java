package io.tinyvol.service;

/**
 * How something ended: the code that the command ends with, and the status of the daemon's answer.
 * Scripts rely on both.
 */
public enum ExitCode {
  /** Done. */
  DONE(0, 200, "done"),
  /** Failed, for a reason that has no code of its own. */
  FAILED(1, 500, "failed"),
  /** Wrong usage. */
  USAGE(2, 400, "wrong usage"),
  /** No such volume, revision, pool or source. */
  NOT_FOUND(3, 404, "no such thing"),
  /** Exists already, or in use. */
  EXISTS(4, 409, "exists already, or in use"),
  /** Corrupt or tampered data found. */
  CORRUPT(5, 500, "corrupt data found"),
  /** The store is held by another process. */
  HELD(6, 503, "the store is held"),
  /** No space left. */
  NO_SPACE(7, 507, "no space left");

  private final int code;
  private final int httpStatus;
  private final String title;

  ExitCode(int code, int httpStatus, String title) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.title = title;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }

  /** The status of an HTTP response that says so (RFC 9110, RFC 4918). */
  public int httpStatus() {
    return httpStatus;
  }

  /** What it means, in a few words. */
  public String title() {
    return title;
  }
}
