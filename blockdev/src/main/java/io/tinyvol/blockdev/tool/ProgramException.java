package io.tinyvol.blockdev.tool;

import java.io.IOException;

/** A program ended with an error. */
public final class ProgramException extends IOException {
  private static final long serialVersionUID = 1L;

  ProgramException(String program, int exit, String said) {
    super(program + ": " + (said.isEmpty() ? "ended with exit code " + exit : said));
  }
}
