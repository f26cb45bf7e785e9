package io.tinyvol.posix;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The JDK's exceptions for calls that failed on a file. */
final class FileFailures {
  private FileFailures() {}

  /** For a call on a file that is open. */
  static FileSystemException of(String name, ErrnoException e) {
    FileSystemException failure = new FileSystemException(name, null, e.getMessage());
    failure.initCause(e);
    return failure;
  }

  /** For a call that finds a file by its path. */
  static FileSystemException ofOpen(String name, ErrnoException e) {
    return switch (e.errno()) {
      case ErrnoException.ENOENT -> new NoSuchFileException(name);
      case ErrnoException.EACCES -> new AccessDeniedException(name);
      default -> of(name, e);
    };
  }
}
