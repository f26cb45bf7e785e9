package io.tinyvol.builder.folder;

import java.io.IOException;

/** A file is not what it was a moment ago. */
final class ChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  ChangedException(String path) {
    super(path);
  }
}
