package io.tinyvol.blockdev.nbd.format;

/** The errors that a request can be answered with ("Error values" of the protocol document). */
public enum NbdError {
  OK(0),
  EPERM(1),
  EIO(5),
  ENOMEM(12),
  EINVAL(22),
  ENOSPC(28),
  EOVERFLOW(75),
  ENOTSUP(95),
  ESHUTDOWN(108);

  private final int code;

  NbdError(int code) {
    this.code = code;
  }

  /** Its number in a reply. */
  public int code() {
    return code;
  }
}
