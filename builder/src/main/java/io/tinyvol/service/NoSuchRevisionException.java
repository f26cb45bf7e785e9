package io.tinyvol.service;

import java.io.IOException;

/** A volume has no such revision, or keeps it no more. */
public final class NoSuchRevisionException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is not there. */
  public NoSuchRevisionException(String volume, String what) {
    super(volume + ": " + what);
  }
}
