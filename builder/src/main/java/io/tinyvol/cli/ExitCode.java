package io.tinyvol.cli;

/** What the command's exit codes mean; scripts rely on them. */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** Failed, for a reason that has no code of its own. */
  FAILED(1),
  /** Wrong usage. */
  USAGE(2),
  /** No such volume, revision, pool or source. */
  NOT_FOUND(3),
  /** Exists already, or in use. */
  EXISTS(4),
  /** Corrupt or tampered data found. */
  CORRUPT(5),
  /** The store is held by another process. */
  HELD(6),
  /** No space left. */
  NO_SPACE(7);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }
}
