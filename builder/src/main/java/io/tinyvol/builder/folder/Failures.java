package io.tinyvol.builder.folder;

import io.tinyvol.builder.SourceException;
import io.tinyvol.posix.ErrnoException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What is thrown of files that cannot be read. */
final class Failures {
  private Failures() {}

  static IOException of(String path, ErrnoException e) {
    FileSystemException failure =
        switch (e.errno()) {
          case ErrnoException.EACCES, ErrnoException.EPERM -> new AccessDeniedException(path);
          case ErrnoException.ENOENT -> new NoSuchFileException(path);
          default -> new FileSystemException(path, null, e.getMessage());
        };
    failure.initCause(e);
    return failure;
  }

  static SourceException changes(String path) {
    return new SourceException(
        path + ": changes while it is read; stop what writes to it, or exclude it");
  }
}
